package thiscord.hub.backup;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.SqliteFile;

/** {@code thiscord backup}: a copy of the data folder in one file. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies everything in the data folder to one file, for you alone, also while servers run on it. What anyone had"
                    + " seen in a room that keeps history when it began is in. The file appears when it is whole.",
            "",
            "thiscord restore puts it back."
        },
        footer = {
            "",
            "Ends with 0 if it was done, 2 if the file is there already, 5 if the data folder or the file cannot be used."
        })
public final class BackupCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file to write.")
    private Path file = Path.of("");

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "The data folder. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(
            names = "--sign",
            paramLabel = "KEYFILE",
            description =
                    "Sign it with the key in this file, 16 to 4096 bytes, so that restore --verify knows it for yours.")
    private @Nullable Path keyFile;

    @Override
    public Integer call() {
        Path folder = data == null ? DataFolder.standard() : data.toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "there is no data folder " + folder + "; name it with " + DataFolder.OPTION);
        }
        if (Files.exists(file)) {
            throw exists();
        }
        try {
            Path beside =
                    Objects.requireNonNull(file.toAbsolutePath().normalize().getParent());
            if (beside.toRealPath().startsWith(folder.toRealPath())) {
                throw new Failure(
                        ExitCode.USAGE,
                        file + " would lie in the data folder itself; name a file outside of " + folder);
            }
            SqliteFile.unpackLibraryIn(folder.resolve(".native"));
            BackupKey key = keyFile == null ? null : BackupKey.read(keyFile, "--sign");
            print(Backup.writeSigned(folder.toRealPath(), file, key));
            return ExitCode.OK;
        } catch (FileAlreadyExistsException e) {
            throw exists();
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, "no backup was made of " + folder + ": " + Failure.why(e), e);
        }
    }

    private Failure exists() {
        return new Failure(ExitCode.USAGE, file + " is there already; name another file");
    }

    private void print(Manifest made) throws IOException {
        var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
        out.println("wrote " + file + ": " + made.files().size() + " files, " + Files.size(file) + " bytes");
        out.flush();
    }
}
