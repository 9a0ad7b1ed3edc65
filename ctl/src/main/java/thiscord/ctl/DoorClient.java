package thiscord.ctl;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Frames;
import thiscord.ctl.json.CtlJson;

/** Asks at a local door, each time over a connection of its own. For one thread, which blocks. */
final class DoorClient implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MILLIS = 100;

    private final Path socket;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "ctl-alarm");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean late;

    DoorClient(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    /**
     * Asks, again if it is told that there is too much to do, and if the answer is lost of what may be repeated.
     *
     * @return the answer, which may be a refusal
     * @throws Failure cannot reach, if nobody answers
     */
    Map<String, Object> ask(Map<String, ?> request, boolean repeatable) {
        return ask(request, repeatable, answer -> {});
    }

    /**
     * As {@link #ask(Map, boolean)}.
     *
     * @param taking given the answer, if it is no refusal, before the connection ends; may take its time
     */
    Map<String, Object> ask(Map<String, ?> request, boolean repeatable, Consumer<Map<String, Object>> taking) {
        for (int attempt = 1; ; attempt++) {
            boolean more = attempt < ATTEMPTS;
            try {
                Map<String, Object> answer = once(request, taking);
                if (!more || !"busy".equals(answer.get("error"))) {
                    return answer;
                }
            } catch (IOException e) {
                if (!more || late || !repeatable) {
                    String why = late
                            ? "no answer within " + timeout.toMillis() + " ms; see --timeout"
                            : "it ended before it had answered; what was asked may have been done";
                    throw new Failure(ExitCode.CANNOT_REACH, "the server at " + socket + ": " + why, e);
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private Map<String, Object> once(Map<String, ?> request, Consumer<Map<String, Object>> taking) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            ScheduledFuture<?> alarm =
                    alarms.schedule(() -> endLate(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, Object> answer;
            try {
                connect(channel);
                ByteBuffer frame = Frames.of(CtlJson.write(new LinkedHashMap<>(request)));
                send(channel, frame);
                answer = answer(channel);
            } finally {
                alarm.cancel(false);
            }
            if (Boolean.TRUE.equals(answer.get("ok"))) {
                taking.accept(answer);
            }
            return answer;
        }
    }

    private void endLate(SocketChannel channel) {
        late = true;
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("thiscord.ctl").log(System.Logger.Level.DEBUG, "ctl: closing", e);
        }
    }

    /** A server that takes no more may have said why. */
    private static void send(SocketChannel channel, ByteBuffer frame) throws IOException {
        try {
            while (frame.hasRemaining()) {
                channel.write(frame);
            }
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
        }
    }

    private static Map<String, Object> answer(SocketChannel channel) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
        int length = in.readInt();
        if (length < 0 || length > Frames.MOST_OUT) {
            throw new IOException("an answer of " + length + " bytes cannot be");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer ends within");
        }
        return CtlJson.read(body);
    }

    /** Waits while the server has more before its door than it lets in. */
    private void connect(SocketChannel channel) throws IOException {
        if (!Files.exists(socket)) {
            throw nobody(null);
        }
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            if (late) {
                throw e;
            }
            throw nobody(e);
        }
    }

    private Failure nobody(@Nullable IOException why) {
        return new Failure(
                ExitCode.CANNOT_REACH,
                "nobody answers at " + socket + (why == null ? "" : " (" + Failure.why(why) + ")")
                        + "; is thiscord up running there? see " + DataFolder.OPTION,
                why);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
