package thiscord.hub.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.protocol.directory.RoomService;

/** What a hub and the room service prove to each other that they know. Thread-safe. */
@FunctionalInterface
public interface HubSecret {
    /** @throws IOException in words that say what to do, if it cannot be had now */
    String read() throws IOException;

    /** The same; null if it cannot be had now. */
    default @Nullable String orNull() {
        try {
            return read();
        } catch (IOException notNow) {
            return null;
        }
    }

    /** That of a room service in this process. */
    static HubSecret of(String secret) {
        return () -> secret;
    }

    /** That in a file, read at each login: the room service makes the file at its first start, which may be after the hub's. */
    static HubSecret in(Path file) {
        return () -> {
            try {
                return Files.size(file) > 500 ? "" : Files.readString(file).strip();
            } catch (IOException e) {
                throw new IOException(
                        "cannot read " + file + " (" + Failure.why(e) + "); it is " + RoomService.HUBS_SECRET
                                + " of the room service's data folder: copy it here, or see --hub-secret-file",
                        e);
            }
        };
    }
}
