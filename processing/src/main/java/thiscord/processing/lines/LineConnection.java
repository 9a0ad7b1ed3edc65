package thiscord.processing.lines;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import thiscord.cli.Address;
import thiscord.protocol.FirstLine;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Utf8;
import thiscord.tls.ServerTls;

/**
 * One client. Its thread reads, answers and writes; the server's watch cuts it off if a handshake or a write takes too
 * long, which no timeout of the socket ends.
 */
final class LineConnection implements Conversation.Client {
    private static final Logger LOG = System.getLogger("thiscord.processing");

    /** What the system holds for a client that takes nothing; left to itself, it holds megabytes. */
    private static final int SEND_BUFFER = 64 * 1024;

    private static final int TLS_HANDSHAKE = 0x16;
    /** How long a peer that is let go has to read its last line. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** Harmless before a line, for the few clients that read urgent data in line. */
    private static final int MARK = ' ';

    private final Socket raw;
    private final LineSettings settings;
    private final Conversation conversation;
    private final LineFraming framing = new LineFraming(LineSettings.MOST_BYTES);
    private final FirstLine firstLine = new FirstLine();
    private final FlushRule flushing;
    private final String name;
    private final byte[] bytes = new byte[LineSettings.MOST_BYTES];
    private Socket socket;
    /** When the last whole line was answered. */
    private long lineAt = System.nanoTime();

    private boolean ended;
    /** Since when something goes on that only a cut ends. */
    private volatile long busySince;

    private volatile boolean busy;

    LineConnection(Socket raw, LineSettings settings, Conversation conversation) {
        this.raw = raw;
        this.socket = raw;
        this.settings = settings;
        this.conversation = conversation;
        this.flushing = new FlushRule(settings.flushAfter());
        InetAddress from = raw.getInetAddress();
        this.name = from == null ? "a client" : new Address(from.getHostAddress(), raw.getPort()).toString();
    }

    /** Until the client ends, or is ended. Called once. */
    void serve() {
        try (raw) {
            raw.setTcpNoDelay(true);
            raw.setSendBufferSize(SEND_BUFFER);
            ServerTls tls = settings.tls();
            if (tls != null && !shake(tls)) {
                return;
            }
            try (Socket open = socket) {
                read(open.getInputStream());
                // Ending TLS writes.
                begin();
            } finally {
                busy = false;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> settings.name() + ": " + name() + " is gone: " + e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, settings.name() + ": " + name() + " was ended by a fault", e);
        }
    }

    /** False for a peer that speaks something else, which is told so. */
    private boolean shake(ServerTls tls) throws IOException {
        begin();
        int first = raw.getInputStream().read();
        if (first >= 0 && first != TLS_HANDSHAKE) {
            last("error: this port takes TLS alone; connect with TLS 1.3, or start the server without --tls");
        } else if (first >= 0) {
            socket = tls.over(raw, new ByteArrayInputStream(new byte[] {(byte) first}));
            ServerTls.shake(socket);
        }
        busy = false;
        return first == TLS_HANDSHAKE;
    }

    /** Says that to a peer that may be sending, and ends the stream: to close at once would be a reset, which may overtake it. */
    private void last(String line) throws IOException {
        say(line);
        socket.shutdownOutput();
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        socket.setSoTimeout((int) LAST_WORDS.toMillis());
        InputStream in = socket.getInputStream();
        try {
            while (System.nanoTime() < until && in.read(bytes) >= 0) {
                // Thrown away.
            }
        } catch (SocketTimeoutException e) {
            LOG.log(Level.DEBUG, () -> settings.name() + ": " + name() + " did not end");
        }
    }

    private void read(InputStream in) throws IOException {
        while (!ended) {
            int n;
            try {
                int pause = pause();
                if (pause <= 0) {
                    say("error: no line for " + settings.idle().toMillis() + " ms; good bye");
                    return;
                }
                socket.setSoTimeout(pause);
                n = in.read(bytes);
            } catch (SocketTimeoutException e) {
                if (flushing.millis() > 0) {
                    flush();
                }
                continue;
            }
            if (n < 0) {
                flush();
                return;
            }
            if (firstLine.read(bytes, 0, n) == FirstLine.Kind.HTTP) {
                // A browser may have been made to send this by a page of somebody else: nothing of it is carried out.
                last("error: HTTP is not spoken here; this is a server of lines");
                return;
            }
            flushing.read(bytes, n, !framing.partial());
            framing.wrap(bytes, 0, n);
            Framing.Result next = framing.next();
            while (next != Framing.Result.NONE && !ended) {
                frame(next);
                next = framing.next();
            }
            framing.retain();
        }
    }

    /** How long to wait for more, in milliseconds; none is left when the time for a whole line is over. */
    private int pause() {
        long idle = settings.idle().toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lineAt);
        long flush = flushing.millis();
        return (int) (flush > 0 && framing.partial() ? Math.min(flush, idle) : idle);
    }

    private void flush() throws IOException {
        if (!framing.partial()) {
            return;
        }
        Framing.Result last = framing.flush();
        if (last != Framing.Result.NONE) {
            frame(last);
        }
        framing.retain();
    }

    private void frame(Framing.Result found) throws IOException {
        if (found == Framing.Result.TOO_LONG) {
            say("error: a line has at most " + LineSettings.MOST_BYTES + " bytes");
        } else {
            String line = Utf8.decode(framing.frameBytes(), framing.frameStart(), framing.frameLength());
            if (line == null) {
                say("error: this is not UTF-8");
            } else {
                conversation.take(line, this);
            }
        }
        lineAt = System.nanoTime();
    }

    @Override
    public void say(String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        begin();
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        busy = false;
    }

    @Override
    public boolean endsLines() {
        return flushing.endsLines();
    }

    /**
     * By a byte of urgent data: a call that reads stops before it, and the next one passes over it. A pause between two
     * writes would do only for a client that reads in time. TLS needs none: a call returns at most one record.
     */
    @Override
    public void separate() throws IOException {
        if (socket == raw) {
            begin();
            raw.sendUrgentData(MARK);
            busy = false;
        }
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public String name() {
        return name;
    }

    private void begin() {
        busySince = System.nanoTime();
        busy = true;
    }

    /** By the server's watch. */
    void cutIfStuck(long now) {
        if (busy && now - busySince > settings.patience().toNanos()) {
            LOG.log(Level.DEBUG, () -> settings.name() + ": " + name() + " is cut off: it takes nothing");
            cut();
        }
    }

    /** One client too many: by the thread that accepts, which a socket with room for a line does not hold up. */
    void turnAway() {
        try (raw) {
            if (settings.tls() == null) {
                say("error: " + settings.clients() + " clients are connected already; try later");
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> settings.name() + ": " + name() + " is gone: " + e);
        }
    }

    /** Ends it from any thread. The socket below is closed: that waits for nobody, as ending TLS may. */
    void cut() {
        try {
            raw.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> settings.name() + ": closing " + name() + ": " + e);
        }
    }
}
