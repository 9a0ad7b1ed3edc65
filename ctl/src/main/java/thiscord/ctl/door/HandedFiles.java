package thiscord.ctl.door;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;

/**
 * Answers that are too large for a frame: files, whose names are answered, in a folder of their own, for their owner alone. A
 * file is taken away when its visitor lets go of it or is gone, when it may not be any more or has been there for too long,
 * and with the next start at the latest. Thread-safe; a thread of its own, {@code ctl-files}, looks after them.
 */
public final class HandedFiles implements AutoCloseable {
    /** The folder, in the data folder. */
    public static final String FOLDER = ".door";

    /**
     * How much there may be at once.
     *
     * @param files those that are written included
     * @param bytes of all of them
     * @param spare bytes of the disk that stay free
     * @param kept how long a file stays; whoever has opened it by then can read it to its end all the same
     */
    public record Limits(int files, long bytes, long spare, Duration kept) {
        public static final Limits USUAL = new Limits(8, 4L << 30, 256L << 20, Duration.ofMinutes(1));
    }

    /** There is too much of others. */
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static final long LOOK_EVERY_MILLIS = 1000;

    private final Path folder;
    private final Limits limits;
    private final Map<String, HandedFile> files = new LinkedHashMap<>();
    private final ScheduledThreadPoolExecutor looking;
    private long bytes;
    private long last;
    private boolean closed;

    private HandedFiles(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
        this.looking = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread thread = new Thread(task, "ctl-files");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        looking.scheduleWithFixedDelay(
                ThreadFaults.recurring("taking files away", this::look),
                LOOK_EVERY_MILLIS,
                LOOK_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Takes away what a server that was killed has left. To be called by who has taken the data folder.
     *
     * @throws Failure if the folder cannot be used
     */
    public static HandedFiles in(Path data, Limits limits) {
        Path folder = data.toAbsolutePath().resolve(FOLDER);
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new Failure(ExitCode.BAD_CONFIGURATION, folder + " is no folder; move it away");
            }
            DataFolder.make(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            empty(folder);
            return new HandedFiles(folder, limits);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION, "cannot use " + folder + ": " + Failure.why(e) + "; move it away", e);
        }
    }

    /** Writes a file, which blocks for as long as that takes, and answers with its name and size. */
    public Answer hand(Visit visit, Content content) {
        HandedFile file = null;
        try {
            file = begin(visit, content);
            roomFor(content.scratchBytes());
            return file.written();
        } catch (BusyException e) {
            takeAway(file);
            return Answer.refused("busy", "As much is handed out as may be; try again in a moment.");
        } catch (IOException e) {
            takeAway(file);
            return content.stays().getAsBoolean()
                    ? Answer.refused("failed", "It could not be written: " + Failure.why(e) + ".")
                    : Answer.refused("not_found", "It was deleted meanwhile.");
        } catch (RuntimeException e) {
            takeAway(file);
            throw e;
        }
    }

    private synchronized HandedFile begin(Visit visit, Content content) throws IOException {
        if (files.size() >= limits.files()) {
            throw new BusyException();
        }
        HandedFile file = new HandedFile(folder.resolve(++last + "." + content.kind()), visit, content, this);
        files.put(file.path.toString(), file);
        return file;
    }

    /** @throws IOException if so many bytes would not leave what is to stay free of the disk */
    void roomFor(long more) throws IOException {
        if (Files.getFileStore(folder).getUsableSpace() - more < limits.spare()) {
            throw new IOException("the disk of the data folder is nearly full; " + (limits.spare() >> 20)
                    + " MiB of it stay free" + (more == 0 ? "" : ", and this takes " + ((more >> 20) + 1)));
        }
    }

    /** @throws IOException if so many bytes more are too much */
    synchronized void claim(HandedFile file, long more) throws IOException {
        if (closed) {
            throw new IOException("the server is ending");
        }
        if (file.size + more > limits.bytes()) {
            throw new IOException("it would have more than " + (limits.bytes() >> 20) + " MiB");
        }
        if (bytes + more > limits.bytes()) {
            throw new BusyException();
        }
        bytes += more;
        file.size += more;
    }

    /** Takes a file away whose visitor has read it. */
    public Answer release(Visit visit, String path) {
        HandedFile file;
        synchronized (this) {
            file = files.get(path);
        }
        if (file == null || file.visit != visit) {
            return Answer.refused("not_found", "This connection was handed no such file, or it is gone.");
        }
        takeAway(file);
        return Answer.of(Map.of("released", path));
    }

    /** How many files there are, those that are written included. */
    public synchronized int files() {
        return files.size();
    }

    /** How many bytes they have. */
    public synchronized long bytes() {
        return bytes;
    }

    private void look() {
        List<HandedFile> all;
        synchronized (this) {
            all = new ArrayList<>(files.values());
        }
        long now = System.nanoTime();
        for (HandedFile file : all) {
            if (file.olderThan(limits.kept().toNanos(), now) || !stays(file)) {
                file.revoke();
            }
        }
    }

    private static boolean stays(HandedFile file) {
        try {
            return file.content.stays().getAsBoolean();
        } catch (RuntimeException e) {
            Door.LOG.log(Level.ERROR, () -> "ctl: cannot tell whether " + file.path + " may stay", e);
            return false;
        }
    }

    void takeAwayLater(HandedFile file) {
        looking.execute(() -> takeAway(file));
    }

    /** Twice does no harm. */
    void takeAway(@Nullable HandedFile file) {
        if (file == null) {
            return;
        }
        file.visit.forget(file);
        try {
            delete(file.path);
            delete(file.scratch());
        } catch (IOException e) {
            Door.LOG.log(Level.WARNING, () -> "ctl: delete " + file.path + " yourself: " + Failure.why(e));
        }
        synchronized (this) {
            if (files.remove(file.path.toString(), file)) {
                bytes -= file.size;
            }
        }
    }

    private static void empty(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(folder)) {
            left = all.toList();
        }
        for (Path one : left) {
            delete(one);
        }
    }

    /** A file, or a folder with all that is in it, if it is there; follows no links. */
    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : deepestFirst) {
            Files.deleteIfExists(one);
        }
    }

    /** Takes all files away; what is being written fails. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        looking.shutdownNow();
        try {
            empty(folder);
        } catch (IOException e) {
            Door.LOG.log(Level.WARNING, () -> "ctl: delete " + folder + " yourself: " + Failure.why(e));
        }
    }
}
