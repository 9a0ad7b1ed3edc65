package thiscord.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.RoomService;

/** Where a broker that runs alone finds {@code hubs.secret}. Read at each proof, as the room service may make the file later. */
final class SecretFile {
    private static final int MOST_BYTES = 500;

    /** Where no home folder is known. */
    private static final Path NOWHERE = Path.of("/nonexistent");

    private final Path file;
    private final boolean isNamed;
    private final boolean isBesideData;

    /**
     * @param named by the option; null if it is not given
     * @param data the data folder; null if none is given
     */
    SecretFile(@Nullable Path named, @Nullable Path data) {
        Path folder = data == null && named == null ? usual() : data;
        file = (named != null ? named : (folder == null ? NOWHERE : folder).resolve(RoomService.HUBS_SECRET))
                .toAbsolutePath();
        isNamed = named != null;
        isBesideData = data != null;
    }

    private static Path usual() {
        try {
            return DataFolder.standard();
        } catch (Failure noHome) {
            return NOWHERE;
        }
    }

    Path file() {
        return file;
    }

    /**
     * Whom reserved topics are for, as ADR 31 says.
     *
     * @throws Failure bad configuration, if the file was named and cannot be read
     */
    ReservedTopics reserved() {
        try {
            boolean known = read() != null;
            if (isNamed && !known) {
                throw new IOException("it is empty or too long");
            }
            return known && (isNamed || isBesideData)
                    ? ReservedTopics.closed(this::orNull)
                    : ReservedTopics.openUntilProof(this::orNull);
        } catch (IOException e) {
            if (isNamed) {
                throw new Failure(
                        ExitCode.BAD_CONFIGURATION,
                        "cannot read " + file + ": " + Failure.why(e) + "; see --hubs-secret",
                        e);
            }
            return ReservedTopics.openUntilProof(this::orNull);
        }
    }

    /** The secret; null if it cannot be had now. */
    @Nullable
    String orNull() {
        try {
            return read();
        } catch (IOException notNow) {
            return null;
        }
    }

    private @Nullable String read() throws IOException {
        String text =
                Files.size(file) > MOST_BYTES ? "" : Files.readString(file).strip();
        return text.isEmpty() ? null : text;
    }
}
