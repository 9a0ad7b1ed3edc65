package thiscord.hub.backup;

import java.io.IOException;
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

/** {@code thiscord restore}: a backup becomes the data folder. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts back what thiscord backup wrote, once all of it was verified. The servers of the data folder must be"
                    + " stopped.",
            "",
            "Rooms go on from the last message in the backup, in a new epoch: clients learn that the numbers they remember"
                    + " mean nothing any more."
        },
        footer = {
            "",
            "Ends with 0 if it was done, 5 if the backup or the data folder cannot be used; then the folder is as it was. If"
                    + " a server was started on it meanwhile, so that it can not be put back, the error says where it is."
        })
public final class RestoreCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "The data folder, made if it is missing. Default: $XDG_DATA_HOME/thiscord, else"
                    + " ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(names = "--replace", description = "Move aside what is in the data folder.")
    private boolean replace;

    @Option(
            names = "--verify",
            paramLabel = "KEYFILE",
            description = "Take only a backup that was signed with this key (backup --sign), and all that is in it.")
    private @Nullable Path keyFile;

    @Override
    public Integer call() {
        Path folder = data == null ? DataFolder.standard() : data.toAbsolutePath();
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new IOException(folder + " is no folder");
            }
            if (!replace && !Restore.empty(folder)) {
                throw new IOException(folder + " is not empty; --replace moves aside what is there");
            }
            try (Archive archive = Archive.open(file)) {
                if (keyFile != null) {
                    archive.verify(BackupKey.read(keyFile, "--verify"));
                }
                Path aside = Restore.to(folder, archive, replace);
                print(folder, archive.manifest(), aside);
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_CONFIGURATION, file + " was not restored: " + Failure.why(e), e);
        }
    }

    private void print(Path folder, Manifest manifest, @Nullable Path aside) {
        var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
        out.println("restored " + folder + " as it was at " + manifest.made() + ": "
                + manifest.files().size() + " files");
        if (aside != null) {
            out.println("what was there is in " + aside + "; delete it when you do not need it any more");
        }
        out.flush();
    }
}
