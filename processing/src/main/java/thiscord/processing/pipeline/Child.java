package thiscord.processing.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import thiscord.processing.json.PipeMessage;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Utf8;

/**
 * One process and its pipes, until it ends. A thread writes to it, so that one that does not read holds nobody else up, and
 * one reads from it. What it says on stderr goes to ours. Thread-safe.
 */
final class Child {
    private static final Logger LOG = System.getLogger("thiscord.processing");
    /** Messages that wait to be written; more are refused. */
    private static final int WAITING = 64;

    private static final int MOST_BYTES = 64 * 1024;

    private final Process process;
    private final BlockingQueue<PipeMessage> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Map<Long, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final Thread writing = thread("pipeline-writer", this::write);
    private volatile boolean over;
    private volatile boolean answered;

    static Child start(String command) throws IOException {
        Child child = new Child(new ProcessBuilder("/bin/sh", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        child.writing.start();
        thread("pipeline-reader", child::read).start();
        return child;
    }

    private Child(Process process) {
        this.process = process;
    }

    private static Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The answer to come; it fails with {@link NoAnswer} if the process ends before. Does not wait. */
    CompletableFuture<String> ask(PipeMessage message) throws NoAnswer {
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(message.id(), answer);
        if (!waiting.offer(message)) {
            asked.remove(message.id());
            throw new NoAnswer("busy: " + WAITING + " messages wait already");
        }
        if (over) {
            failAll();
        }
        return answer;
    }

    boolean over() {
        return over;
    }

    /** True if it ever gave an answer. */
    boolean answered() {
        return answered;
    }

    long pid() {
        return process.pid();
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            while (!over) {
                out.write((waiting.take().line() + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            end("takes nothing any more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        byte[] bytes = new byte[8192];
        LineFraming framing = new LineFraming(MOST_BYTES);
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                framing.wrap(bytes, 0, n);
                for (Framing.Result r = framing.next(); r != Framing.Result.NONE; r = framing.next()) {
                    take(r == Framing.Result.FRAME ? text(framing) : "");
                }
                framing.retain();
            }
            end("has ended its output");
        } catch (IOException e) {
            end("can not be read");
        }
    }

    private static String text(LineFraming framing) {
        String text = Utf8.decode(framing.frameBytes(), framing.frameStart(), framing.frameLength());
        return text == null ? "" : text;
    }

    /** An answer to nothing is one that came too late. */
    private void take(String line) {
        PipeMessage answer = PipeMessage.of(line).orElse(null);
        if (answer == null) {
            end("said what is no answer");
            return;
        }
        CompletableFuture<String> waits = asked.remove(answer.id());
        if (waits != null) {
            answered = true;
            waits.complete(answer.text());
        }
    }

    /** Ends the process and what it started, and fails what it was asked. From any thread; once is enough. */
    void end(String why) {
        boolean first;
        synchronized (this) {
            first = !over;
            over = true;
        }
        if (first) {
            LOG.log(Level.INFO, () -> "pipeline: the process " + process.pid() + " " + why + "; it is ended");
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            writing.interrupt();
        }
        failAll();
    }

    private void failAll() {
        for (Long id : asked.keySet()) {
            CompletableFuture<String> waits = asked.remove(id);
            if (waits != null) {
                waits.completeExceptionally(new NoAnswer("the process ended before it answered; it is started again"));
            }
        }
    }
}
