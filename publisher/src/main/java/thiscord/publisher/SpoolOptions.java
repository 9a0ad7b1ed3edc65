package thiscord.publisher;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.publisher.spool.Spool;

/** The options of publishing the files that are moved into a folder. */
final class SpoolOptions {
    private static final String NUMBERS = "publisher.state";

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description = {
                "Publish each file that is moved into DIR, with confirmation and each once, also after kill -9:",
                "{\"topic\":…,\"payload\":…}, an array of such, or one a line. It goes to DIR/done, or to DIR/failed",
                "with the reason. Names that begin with . or end with .tmp or .part are left alone."
            })
    private @Nullable Path folder;

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            defaultValue = "7d",
            converter = DurationConverter.class,
            description = "How long files stay in DIR/done and DIR/failed (default ${DEFAULT-VALUE}).")
    private Duration keep = Duration.ofDays(7);

    boolean isAsked() {
        return folder != null;
    }

    /** Publishes until the thread is interrupted. */
    int run(Address door, PrintWriter out) throws InterruptedException {
        if (folder == null) {
            throw new IllegalStateException("there is no folder");
        }
        Path at = folder.toAbsolutePath();
        try (ConfirmedOutlet outlet =
                new ConfirmedOutlet(door, Spool.stateFolder(at).resolve(NUMBERS))) {
            Spool spool = new Spool(at, outlet, Spool.Limits.keeping(keep));
            out.println("ready: files in " + at);
            out.flush();
            spool.run();
            return ExitCode.INTERRUPTED;
        }
    }
}
