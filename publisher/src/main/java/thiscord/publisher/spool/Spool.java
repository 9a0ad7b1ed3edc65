package thiscord.publisher.spool;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.publisher.json.EventsJson;
import thiscord.publisher.json.EventsJson.TopicAndPayload;

/**
 * Publishes each file that is moved into a folder, all its events or none, and then moves it to {@code done} or, with the
 * reason, to {@code failed}. May be killed at any moment: a file is first renamed into {@code work}, under the number that its
 * first event will have; who comes after the kill finds it there and publishes it under the same numbers, or, when that number
 * is published already, just puts it away. (If the kill came after the broker had refused some events of a file, that file goes
 * to {@code done}.) For one thread.
 */
public final class Spool {
    /**
     * How much is taken and kept.
     *
     * @param fileBytes of one file
     * @param events of one file
     * @param kept files in {@code done}, and in {@code failed}
     * @param keep how long they stay there
     */
    public record Limits(int fileBytes, int events, int kept, Duration keep) {
        /** What is not for the user to choose. */
        public static Limits keeping(Duration keep) {
            return new Limits(16 << 20, 10_000, 100_000, keep);
        }
    }

    private static final Logger LOG = System.getLogger("thiscord.publisher");
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final long CLEAN_MILLIS = 60_000;
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final SpoolFolder folder;
    private final Outlet outlet;
    private final Limits limits;
    private long cleanedAt;
    private long complainedAt;

    /** @throws Failure bad configuration, if the folder is not there or cannot be written */
    public Spool(Path folder, Outlet outlet, Limits limits) {
        this.folder = new SpoolFolder(folder);
        this.outlet = outlet;
        this.limits = limits;
    }

    /** Where an outlet may keep what it needs: a folder that is there, for us alone. */
    public static Path stateFolder(Path folder) {
        return new SpoolFolder(folder).path().resolve("work");
    }

    /** Publishes what comes until the thread is interrupted. */
    public void run() throws InterruptedException {
        try (WatchService watch = watch()) {
            while (true) {
                if (!look(System.currentTimeMillis())) {
                    await(watch);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "publisher: closing the watch", e);
        }
    }

    /** Null where there is none; then only looking is left. */
    private @Nullable WatchService watch() {
        try {
            WatchService watch = folder.path().getFileSystem().newWatchService();
            folder.path().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            return watch;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "publisher: the folder is looked into now and then only", e);
            return null;
        }
    }

    private static void await(@Nullable WatchService watch) throws InterruptedException {
        if (watch == null) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            return;
        }
        WatchKey changed = watch.poll(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        if (changed != null) {
            changed.pollEvents();
            changed.reset();
        }
    }

    /**
     * Publishes what is there, what was left at work first; true if there was anything. What cannot be done (the disk is full)
     * is told in the log, and tried at the next look.
     */
    boolean look(long nowMillis) throws InterruptedException {
        boolean any = false;
        try {
            for (Claimed file : folder.atWork()) {
                if (file.first() <= outlet.number()) {
                    folder.done(file);
                } else {
                    publish(file, true);
                }
            }
            for (Path file : folder.arrived()) {
                Claimed claimed = claim(file);
                if (claimed != null) {
                    publish(claimed, false);
                    any = true;
                }
            }
            if (nowMillis - cleanedAt > CLEAN_MILLIS) {
                cleanedAt = nowMillis;
                folder.clean(limits.keep(), limits.kept(), nowMillis);
            }
            return any;
        } catch (IOException e) {
            complain(e);
            return false;
        }
    }

    /** Null if it has gone, or does not let itself be moved. */
    private @Nullable Claimed claim(Path file) {
        try {
            return folder.claim(file, outlet.number() + 1, System.currentTimeMillis());
        } catch (IOException e) {
            complain(e);
            return null;
        }
    }

    private void complain(IOException e) {
        long now = System.nanoTime();
        if (complainedAt == 0 || now - complainedAt > QUIET_NANOS) {
            complainedAt = now;
            LOG.log(
                    Level.WARNING,
                    "publisher: the folder " + folder.path() + " cannot be worked on: " + Failure.why(e));
        }
    }

    /** @param left true if it may have been published already, wholly or in part */
    private void publish(Claimed file, boolean left) throws IOException, InterruptedException {
        List<TopicAndPayload> events;
        try {
            events = EventsJson.read(bytes(file.path()), limits.events());
        } catch (EventsJson.Wrong e) {
            if (left) {
                outlet.passOver(limits.events());
            }
            fail(file, String.valueOf(e.getMessage()));
            return;
        }
        String refused = outlet.publish(events);
        if (refused == null) {
            folder.done(file);
        } else {
            fail(file, "the broker refused some of its events: " + refused);
        }
    }

    private void fail(Claimed file, String why) throws IOException {
        folder.failed(file, why);
        LOG.log(Level.WARNING, "publisher: failed: " + file.path().getFileName() + ": " + why);
    }

    private byte[] bytes(Path file) throws EventsJson.Wrong {
        // Opening something else might wait for ever, or lead elsewhere. It lies where nobody else moves files.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new EventsJson.Wrong("it is not a plain file");
        }
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (channel.size() > limits.fileBytes()) {
                throw new EventsJson.Wrong("it has more than " + limits.fileBytes() + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            byte[] read = new byte[bytes.position()];
            bytes.flip().get(read);
            return read;
        } catch (IOException e) {
            throw new EventsJson.Wrong("it cannot be read: " + Failure.why(e));
        }
    }
}
