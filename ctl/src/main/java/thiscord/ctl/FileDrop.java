package thiscord.ctl;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.json.CtlJson;

/**
 * Carries requests from files to the control socket and the answers back to files, one after the other, oldest first, on a
 * thread of its own ({@code ctl-drop}). A request is carried out at most once; one that a killed process had claimed is
 * answered {@code interrupted}. {@link #close} may be called from any thread.
 */
final class FileDrop implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.ctl");
    private static final long SCAN_MILLIS = 100;
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);
    private static final Set<Object> LENGTHY = Set.of("export", "backup");

    private final DropFolder folder;
    private final Reach reach;
    private final Duration keep;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ctl-drop");
    private long sweptAt = System.nanoTime() - SWEEP_EVERY.toNanos();
    private boolean failing;

    private FileDrop(DropFolder folder, Reach reach, Duration keep) {
        this.folder = folder;
        this.reach = reach;
        this.keep = keep;
    }

    /**
     * Starts.
     *
     * @param keep how long an answer that nobody takes away stays, and a file that never becomes a request
     * @throws Failure if the folder cannot be used
     */
    static FileDrop start(Path path, Reach reach, Duration keep) {
        FileDrop drop = new FileDrop(DropFolder.open(path.toAbsolutePath().normalize()), reach, keep);
        drop.thread.setDaemon(true);
        drop.thread.start();
        return drop;
    }

    private void run() {
        try (folder) {
            boolean sound = false;
            do {
                sound = tried(sound ? this::turn : this::answerInterrupted);
            } while (!stopped());
        }
    }

    private boolean stopped() {
        try {
            return closing.await(SCAN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Something that is done with files. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** A full disk or the like does not end the thread; it is logged when it begins and when it is over. */
    private boolean tried(Step step) {
        try {
            step.run();
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "ctl: the drop folder can be used again");
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, () -> "ctl: the drop folder cannot be used for now: " + Failure.why(e));
            }
            return false;
        }
    }

    private void answerInterrupted() throws IOException {
        for (DropFolder.Claim claim : folder.unanswered()) {
            answer(claim, refused("interrupted", "It may have been done or not; ask again under another id."));
        }
    }

    private void turn() throws IOException {
        for (Path request : folder.waiting()) {
            if (closing.getCount() == 0) {
                return;
            }
            DropFolder.Claim claim = folder.claim(request);
            if (claim != null) {
                answer(claim, carriedOut(claim));
            }
        }
        if (System.nanoTime() - sweptAt >= SWEEP_EVERY.toNanos()) {
            sweptAt = System.nanoTime();
            folder.sweep(Instant.now().minus(keep));
        }
    }

    private void answer(DropFolder.Claim claim, Map<String, ?> answer) throws IOException {
        folder.answer(claim, CtlJson.write(answer));
    }

    private Map<String, ?> carriedOut(DropFolder.Claim claim) throws IOException {
        byte[] bytes = DropFolder.read(claim);
        if (bytes == null) {
            return refused("too_large", "A request is a file of at most 1 MiB, and no link.");
        }
        Map<String, Object> request;
        try {
            request = CtlJson.read(bytes);
        } catch (IOException e) {
            return refused("bad_json", "The file holds a JSON object, but " + e.getMessage() + ".");
        }
        Object command = request.containsKey("command") ? request.get("command") : request.get("cmd");
        Map<String, Object> attached = new LinkedHashMap<>();
        try {
            Duration usual = LENGTHY.contains(command) ? Reach.LENGTHY : Reach.USUAL;
            Map<String, Object> answer = new LinkedHashMap<>(reach.answer(request, false, usual, given -> {
                if (LENGTHY.contains(command)) {
                    Path file = folder.attachment(claim);
                    HandedOver.of(reach.data(), given).copyTo(file, true, "another ID");
                    attached.put("file", file.toString());
                }
            }));
            answer.putAll(attached);
            return answer;
        } catch (Failure e) {
            return refused(
                    e.exitCode() == ExitCode.CANNOT_REACH ? "unreachable" : "failed", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, ?> refused(String error, String text) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("error", error);
        answer.put("text", text);
        return answer;
    }

    /** Ends after the request that is carried out; waits for it for a second and a half at most. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(1500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
