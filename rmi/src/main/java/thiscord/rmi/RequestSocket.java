package thiscord.rmi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import thiscord.tls.ServerTls;

/**
 * A connection of RMI, in TLS or not, which speaks in turns: a request, then its answer. Bytes and time of a request are
 * counted from its first byte until something is answered; over the budget a read fails, which ends the connection. A
 * handshake has the time of a request. Bytes are counted as RMI sees them, so that what TLS says for itself begins no new
 * request. What it says is for a
 * {@link Doorman} first. Read by one thread and written by it; {@link #idleNanos} and {@link #close} are for any.
 */
final class RequestSocket extends Socket {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final long BUSY = Long.MIN_VALUE;

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
    /** When it began to wait for a request, or {@link #BUSY}. */
    private volatile long idleSince = System.nanoTime();

    RequestSocket(RequestSockets home, RequestLimits limits) {
        this.home = home;
        this.mostBytes = limits.requestBytes();
        this.mostNanos = limits.requestTime().toNanos();
        this.idleMillis = (int) limits.idleConnection().toMillis();
        this.doorman = new Doorman(home.rebuffs(), home.collecting());
    }

    /** How long it has been waiting for a request; negative while it is busy with one. */
    long idleNanos() {
        long since = idleSince;
        return since == BUSY ? -1 : Math.max(0, System.nanoTime() - since);
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
                idleSince = BUSY;
            }
            bytes += count;
        }
        return count;
    }

    private void answered() {
        bytes = 0;
        idleSince = System.nanoTime();
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
                to().write(from, start, length);
                answered();
            }

            @Override
            public void write(int one) throws IOException {
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
