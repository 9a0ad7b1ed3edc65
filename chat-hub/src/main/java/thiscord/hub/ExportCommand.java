package thiscord.hub;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.SqliteFile;
import thiscord.cli.WholeFile;
import thiscord.hub.log.StoredMessages;
import thiscord.hub.log.StoredRoom;
import thiscord.protocol.rules.Times;

/** {@code thiscord export}: what a room keeps, as text or JSON lines. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the messages that a room keeps, oldest first, from the files of this machine: also while a hub runs on"
                    + " them, which does not notice. What was said until it began is in, what comes later is not."
        },
        footer = {
            "",
            "Ends with 0 if it was done, 1 if there is no such room or it keeps nothing, 2 for a wrong command line, 5 if"
                    + " the data folder or the file cannot be used."
        })
public final class ExportCommand implements Callable<Integer> {
    /** Reads a time before now, or a moment. */
    static final class Moment implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long at = Times.since(text, System.currentTimeMillis());
            if (at == 0) {
                throw new TypeConversionException(
                        "'" + text + "' is not a time like 2d, 2026-11-20 or 2026-11-20T10:00:00Z");
            }
            return at;
        }
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Option(
            names = DataFolder.OPTION,
            paramLabel = "DIR",
            description = "The data folder. Default: $XDG_DATA_HOME/thiscord, else ~/.local/share/thiscord.")
    private @Nullable Path data;

    @Option(names = "--json", description = "One JSON object a line, as the hub sends it, instead of text.")
    private boolean json;

    @Option(names = "--after", paramLabel = "SEQ", description = "Only what has a greater number.")
    private long after;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "Only what was said then or later: 2d (ago), 2026-11-20 or 2026-11-20T10:00:00Z (UTC).")
    private @Nullable Long since;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description =
                    "A file to write, for you alone, instead of the standard output. It appears when it is whole.")
    private @Nullable Path out;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Override
    public Integer call() {
        if (after < 0) {
            throw new Failure(ExitCode.USAGE, "--after is 0 or more, not " + after);
        }
        Path folder = data == null ? DataFolder.standard() : data.toAbsolutePath();
        Path file = out;
        if (file != null && !force && Files.exists(file)) {
            throw exists(file);
        }
        SqliteFile.unpackLibraryIn(folder.resolve(".native"));
        try (StoredMessages stored = StoredMessages.open(folder)) {
            StoredRoom found = stored.find(room);
            RoomExport export = new RoomExport(stored, found);
            return file == null ? toOutput(export) : toFile(export, found.name(), file);
        }
    }

    private long from() {
        return since == null ? Long.MIN_VALUE : since;
    }

    private static Failure exists(Path file) {
        return new Failure(ExitCode.USAGE, file + " is there already; --force replaces it");
    }

    private int toOutput(RoomExport export) {
        try (OutputStream to = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
            export.write(json, after, from(), to);
        } catch (IOException e) {
            if (!brokenPipe(e)) {
                throw new Failure(ExitCode.UNEXPECTED, "cannot write the output: " + Failure.why(e), e);
            }
        }
        return ExitCode.OK;
    }

    /** Whoever read the output has seen enough. */
    private static boolean brokenPipe(IOException e) {
        return String.valueOf(e.getMessage()).contains("Broken pipe");
    }

    private static WholeFile begin(Path file) throws IOException {
        WholeFile.deleteAbandoned(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        return WholeFile.begin(file);
    }

    private int toFile(RoomExport export, String name, Path file) {
        try (WholeFile whole = begin(file)) {
            try (OutputStream to = new BufferedOutputStream(whole.out(), 1 << 16)) {
                export.write(json, after, from(), to);
                to.flush();
                whole.finish(force);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            String why = "cannot write " + file + ": " + Failure.why(e) + "; name another file with --out";
            throw new Failure(ExitCode.BAD_CONFIGURATION, why, e);
        }
        var console =
                Objects.requireNonNull(spec, "set by picocli").commandLine().getErr();
        console.println("wrote " + export.messages() + " messages of '" + name + "' to " + file
                + (export.missed() == 0 ? "" : "; " + export.missed() + " before or between them are gone"));
        console.flush();
        return ExitCode.OK;
    }
}
