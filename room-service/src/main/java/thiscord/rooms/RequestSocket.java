package thiscord.rooms;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A connection of RMI, which speaks in turns: a request, then its answer. Bytes and time of a request are counted from its
 * first byte until something is answered; over the budget a read fails, which ends the connection. What it says is for a
 * {@link Doorman} first. Read by one thread and written by it; {@link #idleNanos} and {@link #close} are for any.
 */
final class RequestSocket extends Socket {
    private static final long BUSY = Long.MIN_VALUE;

    private final RequestSockets home;
    private final int mostBytes;
    private final long mostNanos;
    private final int idleMillis;
    private final Doorman doorman;
    private int bytes;
    private long firstByteAt;
    /** When it began to wait for a request, or {@link #BUSY}. */
    private volatile long idleSince = System.nanoTime();

    RequestSocket(RequestSockets home, RoomLimits limits) {
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

    private void beforeRead() throws IOException {
        if (bytes == 0) {
            setSoTimeout(idleMillis);
            return;
        }
        if (bytes > mostBytes) {
            home.rebuffs().count(Rebuff.TOO_BIG);
            throw new IOException("a request over " + mostBytes + " bytes");
        }
        long left = (mostNanos - (System.nanoTime() - firstByteAt)) / 1_000_000;
        if (left <= 0) {
            home.rebuffs().count(Rebuff.TOO_SLOW);
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

    @Override
    public InputStream getInputStream() throws IOException {
        return doorman.in(new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                beforeRead();
                try {
                    return afterRead(in.read(into, from, length));
                } catch (SocketTimeoutException e) {
                    if (bytes > 0) {
                        home.rebuffs().count(Rebuff.TOO_SLOW);
                    }
                    throw e;
                }
            }
        });
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return doorman.out(new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] from, int start, int length) throws IOException {
                out.write(from, start, length);
                answered();
            }

            @Override
            public void write(int one) throws IOException {
                out.write(one);
                answered();
            }
        });
    }

    @Override
    public void close() throws IOException {
        home.gone(this);
        super.close();
    }
}
