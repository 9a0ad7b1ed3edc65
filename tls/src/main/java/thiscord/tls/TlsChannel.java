package thiscord.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * A client's TLS over a channel that does not block. For one thread. Nothing is written to it before {@link #shake} says
 * that the handshake is over. Holds at most 32 KiB that came in and 64 KiB that wait to go out.
 */
public final class TlsChannel {
    /** What {@link #read} may fill at once. */
    public static final int MOST_READ = 32 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteChannel below;
    private final ClientTls tls;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(MOST_READ);
    private final ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer early = ByteBuffer.allocate(MOST_READ);
    private boolean shaken;

    /** @param below is not closed by this */
    public TlsChannel(ByteChannel below, ClientTls tls) {
        this.below = below;
        this.tls = tls;
        this.engine = tls.engine();
        out.flip();
    }

    /**
     * Goes on with the handshake as far as that is possible.
     *
     * @return true once it is over
     * @throws IOException if it fails, see {@link ClientTls#why}
     */
    public boolean shake() throws IOException {
        if (!shaken && take(early) < 0) {
            throw new IOException("the server ended the connection during the handshake");
        }
        return shaken;
    }

    /** True if something waits for the channel below to take it. */
    public boolean waits() {
        return out.hasRemaining();
    }

    /**
     * Reads once.
     *
     * @param into has room for {@link #MOST_READ} bytes
     * @return how many came, 0 if none did yet, -1 at the end
     */
    public int read(ByteBuffer into) throws IOException {
        int before = into.position();
        early.flip();
        into.put(early);
        early.clear();
        boolean ended = take(into) < 0;
        int came = into.position() - before;
        return came == 0 && ended ? -1 : came;
    }

    /** Writes what the channel below takes, and keeps at most a little of the rest; what it kept goes out by {@link #flush}. */
    public void write(ByteBuffer from) throws IOException {
        flush();
        while (from.hasRemaining() && !out.hasRemaining()) {
            wrap(from);
            flush();
        }
    }

    /** Writes what waits, as far as it is taken. */
    public void flush() throws IOException {
        if (out.hasRemaining()) {
            below.write(out);
        }
    }

    /** Reads once from below, and unwraps all that is whole. */
    private int take(ByteBuffer into) throws IOException {
        int count = below.read(in);
        in.flip();
        try {
            while (true) {
                progress();
                if (!in.hasRemaining()) {
                    return count;
                }
                SSLEngineResult result = engine.unwrap(in, into);
                finished(result);
                switch (result.getStatus()) {
                    case CLOSED -> {
                        return -1;
                    }
                    case BUFFER_UNDERFLOW -> {
                        return count;
                    }
                    case BUFFER_OVERFLOW -> throw new IOException("a record of TLS is larger than allowed");
                    default -> {
                        // Another record may be there.
                    }
                }
            }
        } finally {
            in.compact();
        }
    }

    /** Does what the engine wants before it takes more. */
    private void progress() throws IOException {
        if (!shaken && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            engine.beginHandshake();
        }
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(NOTHING);
                default -> {
                    flush();
                    return;
                }
            }
        }
    }

    private void wrap(ByteBuffer from) throws IOException {
        out.compact();
        try {
            SSLEngineResult result = engine.wrap(from, out);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new IOException("the connection is closed (" + result.getStatus() + ")");
            }
            finished(result);
        } finally {
            out.flip();
        }
    }

    private void finished(SSLEngineResult result) throws IOException {
        if (!shaken && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            shaken = true;
            tls.met(engine.getSession());
        }
    }
}
