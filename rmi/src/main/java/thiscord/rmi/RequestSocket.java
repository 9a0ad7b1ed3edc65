package thiscord.rmi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.rules.AddressKey;
import thiscord.tls.ServerTls;

/**
 * A connection of RMI, in TLS or not, which speaks in turns: a request, then its answer. Bytes and time of a request are
 * counted from its first byte until something is answered; over the budget a read fails, which ends the connection. A
 * handshake has the time of a request. Bytes are counted as RMI sees them, so that what TLS says for itself begins no new
 * request. What it says is for a
 * {@link Doorman} first. Read by one thread and written by it; {@link #standing}, {@link #since} and {@link #close} are for any.
 */
final class RequestSocket extends Socket {
    private static final int TLS_HANDSHAKE = 0x16;

    /** What a connection is good for, from what is closed first to what is never closed to make room for another. */
    enum Standing {
        /** It never said anything. */
        SILENT(0),
        /** It said something, and never carried a call. */
        NEW(0),
        /** A request has begun and not arrived in full, or its answer is not taken. */
        UNFINISHED(1),
        IDLE(2),
        /** A call is being carried out. */
        CALL(3);

        final int rank;

        Standing(int rank) {
            this.rank = rank;
        }
    }

    private final RequestSockets home;
    private final int mostBytes;
    private final long mostNanos;
    private final int idleMillis;
    private final Doorman doorman;
    private @Nullable InputStream in;
    private @Nullable Socket secure;
    /** True while TLS is put over it, which asks for what lies below. */
    private boolean layering;

    private boolean shaking;
    private int bytes;
    private long firstByteAt;
    private volatile Standing standing = Standing.SILENT;
    /** When it came to stand so. */
    private volatile long since = System.nanoTime();

    private volatile boolean proven;
    private volatile @Nullable String from;

    RequestSocket(RequestSockets home, RequestLimits limits) {
        this.home = home;
        this.mostBytes = limits.requestBytes();
        this.mostNanos = limits.requestTime().toNanos();
        this.idleMillis = (int) limits.idleConnection().toMillis();
        this.doorman = new Doorman(this, home.rebuffs(), home.collecting());
    }

    Standing standing() {
        return standing;
    }

    /** When it came to stand so, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    private void stands(Standing now) {
        if (standing != now) {
            since = System.nanoTime();
            standing = now;
        }
    }

    /** The address that it comes from, by which it is counted; once it is connected. */
    String from() {
        String known = from;
        if (known == null) {
            known = AddressKey.of(getInetAddress().getHostAddress());
            from = known;
        }
        return known;
    }

    /** True once its peer has proved who it is. */
    boolean proven() {
        return proven;
    }

    void nowProven() {
        proven = true;
    }

    void prove() {
        if (!proven) {
            home.prove(this);
        }
    }

    /** RMI has read a request and a method of ours has it. */
    void called() {
        stands(Standing.CALL);
    }

    private void checkBytes() throws IOException {
        if (bytes > mostBytes) {
            home.rebuffs().count(Rebuff.TOO_BIG);
            throw new IOException("a request over " + mostBytes + " bytes");
        }
    }

    private void checkTime() throws IOException {
        if (bytes == 0 && !shaking) {
            setSoTimeout(idleMillis);
            return;
        }
        long left = (mostNanos - (System.nanoTime() - firstByteAt)) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("a request over its time");
        }
        setSoTimeout((int) left);
    }

    private int afterRead(int count) {
        if (count > 0) {
            if (bytes == 0) {
                firstByteAt = System.nanoTime();
                begun();
            }
            bytes += count;
        }
        return count;
    }

    /** Since when it is without a call, of those that never carried one, is when it was opened. */
    private void begun() {
        if (standing == Standing.SILENT) {
            standing = Standing.NEW;
        } else if (standing == Standing.IDLE) {
            stands(Standing.UNFINISHED);
        }
    }

    private void answered() {
        bytes = 0;
        if (standing.rank > Standing.NEW.rank) {
            since = System.nanoTime();
            standing = Standing.IDLE;
        }
    }

    /** An answer that its peer does not take keeps nobody out. */
    private void answering() {
        if (standing == Standing.CALL) {
            stands(Standing.UNFINISHED);
        }
    }

    /** What the socket itself says, each reading of it within the time that is left. */
    private InputStream raw() throws IOException {
        InputStream of = super.getInputStream();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                checkTime();
                return of.read();
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                checkTime();
                return of.read(into, from, length);
            }
        };
    }

    /** What the peer says, out of TLS if its first byte begins that. */
    private InputStream opened() throws IOException {
        InputStream now = in;
        if (now == null) {
            InputStream raw = raw();
            int first = raw.read();
            now = first == TLS_HANDSHAKE ? secured(first) : plain(raw, first);
            in = now;
        }
        return now;
    }

    private InputStream plain(InputStream raw, int first) throws IOException {
        if (first >= 0 && !home.takesPlain(getLocalAddress())) {
            home.rebuffs().count(Rebuff.PLAIN_TEXT);
            throw new IOException("plain text where TLS is wanted");
        }
        PushbackInputStream all = new PushbackInputStream(raw);
        if (first >= 0) {
            all.unread(first);
        }
        return all;
    }

    private InputStream secured(int first) throws IOException {
        ServerTls tls = home.tls();
        if (tls == null) {
            home.rebuffs().count(Rebuff.MALFORMED);
            throw new IOException("TLS is not spoken here");
        }
        firstByteAt = System.nanoTime();
        shaking = true;
        layering = true;
        try {
            Socket over = tls.over(this, new ByteArrayInputStream(new byte[] {(byte) first}));
            layering = false;
            ServerTls.shake(over);
            secure = over;
            shaking = false;
            return over.getInputStream();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            home.rebuffs().count(Rebuff.TLS);
            throw e;
        } finally {
            layering = false;
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        if (layering) {
            return raw();
        }
        return doorman.in(new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                checkBytes();
                try {
                    return afterRead(opened().read(into, from, length));
                } catch (SocketTimeoutException e) {
                    if (bytes > 0 || shaking) {
                        home.rebuffs().count(Rebuff.TOO_SLOW);
                    }
                    throw e;
                }
            }
        });
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream raw = super.getOutputStream();
        if (layering) {
            return raw;
        }
        return doorman.out(new OutputStream() {
            private OutputStream to() throws IOException {
                return secure == null ? raw : secure.getOutputStream();
            }

            @Override
            public void write(byte[] from, int start, int length) throws IOException {
                answering();
                to().write(from, start, length);
                answered();
            }

            @Override
            public void write(int one) throws IOException {
                answering();
                to().write(one);
                answered();
            }

            @Override
            public void flush() throws IOException {
                to().flush();
            }

            @Override
            public void close() throws IOException {
                RequestSocket.this.close();
            }
        });
    }

    @Override
    public void close() throws IOException {
        home.gone(this);
        super.close();
    }
}
