package thiscord.rmi;

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads along what a peer says in JRMP, the wire protocol of RMI, up to the header of each call, and ends the connection
 * before RMI sees a call that nobody here has a use for: to write in the registry, to the activation system, to the garbage
 * collector without measure, one that is no call at all. What else fails before it reaches a method is counted by its answer.
 *
 * <p>It judges the bytes that RMI takes, not those that came in: {@link #in} supports marks, so RMI reads from it and has no
 * buffer of its own in which a second call could hide behind the first. One for each connection, used by the thread that
 * reads and writes it. The protocol is in the JDK's documentation, "RMI Wire Protocol"; the numbers of the registry and of the
 * collector are those of their skeletons, which have never changed.
 */
final class Doorman {
    private enum Stage {
        PREAMBLE,
        HOST_LENGTH,
        HOST,
        MESSAGE,
        CALL,
        ACKNOWLEDGEMENT,
        BODY,
        SHUT
    }

    private static final byte[] JRMP_STREAM = {'J', 'R', 'M', 'I', 0, 2, 0x4B};
    private static final int CALL = 0x50;
    private static final int PING = 0x52;
    private static final int ACKNOWLEDGED = 0x54;
    private static final int UID_BYTES = 14;
    private static final byte[] CALL_START = {(byte) 0xAC, (byte) 0xED, 0, 5, 0x77};
    /** An object id, the number of an operation, a hash. */
    private static final int CALL_BYTES = 22 + 4 + 8;

    private static final byte[] ANSWER_START = {0x51, (byte) 0xAC, (byte) 0xED, 0, 5, 0x77};
    private static final int ANSWER_KIND = 7;
    private static final int EXCEPTIONAL = 2;

    private static final long REGISTRY = 0;
    private static final long ACTIVATOR = 1;
    private static final long COLLECTOR = 2;
    private static final long REGISTRY_HASH = 4905912898345647071L;
    private static final long LIST_HASH = 2571371476350237748L;
    private static final long LOOKUP_HASH = -7538657168040752697L;
    private static final int LIST = 1;
    private static final int LOOKUP = 2;
    private static final long COLLECTOR_HASH = -669196253586618813L;
    private static final int DIRTY = 1;
    /** A peer that only ever renews leases makes so many calls in half an hour. */
    private static final int COLLECTOR_IN_A_ROW = 64;

    private static final int LONGEST_HOST = 255;

    /** Whose call the thread is in. */
    private static final ThreadLocal<@Nullable Doorman> CURRENT = new ThreadLocal<>();

    private final RequestSocket socket;
    private final Rebuffs rebuffs;
    private final CollectorBudget collecting;
    private final byte[] seen = new byte[LONGEST_HOST + 4];
    private int have;
    private int need;
    private Stage stage = Stage.PREAMBLE;
    /** What an exceptional answer would mean; null if no call waits for one. */
    private @Nullable Rebuff pending;

    private int collectorInARow;

    Doorman(RequestSocket socket, Rebuffs rebuffs, CollectorBudget collecting) {
        this.socket = socket;
        this.rebuffs = rebuffs;
        this.collecting = collecting;
        expect(Stage.PREAMBLE, JRMP_STREAM.length);
    }

    /** The call that this thread serves has reached a method: what is answered from now on is ours. */
    static void reached() {
        Doorman current = CURRENT.get();
        if (current != null) {
            current.pending = null;
            current.socket.called();
        }
    }

    /** The connection of the call that this thread serves; null outside of calls. */
    static @Nullable RequestSocket caller() {
        Doorman current = CURRENT.get();
        return current == null ? null : current.socket;
    }

    /** What the peer says, as RMI is to read it. */
    InputStream in(InputStream raw) {
        return new BufferedInputStream(raw) {
            @Override
            public synchronized int read() throws IOException {
                refuseIfShut();
                int one = super.read();
                if (one >= 0) {
                    take(one);
                }
                return one;
            }

            @Override
            public synchronized int read(byte[] into, int from, int length) throws IOException {
                refuseIfShut();
                int count = super.read(into, from, length);
                for (int i = 0; i < count && stage != Stage.BODY; i++) {
                    take(into[from + i] & 0xFF);
                }
                return count;
            }
        };
    }

    /** What is answered, on its way to the peer. */
    OutputStream out(OutputStream raw) {
        return new FilterOutputStream(raw) {
            @Override
            public void write(byte[] from, int start, int length) throws IOException {
                answer(from, start, length);
                out.write(from, start, length);
            }

            @Override
            public void write(int one) throws IOException {
                answer(new byte[] {(byte) one}, 0, 1);
                out.write(one);
            }
        };
    }

    private void take(int one) throws IOException {
        if (stage == Stage.BODY) {
            return;
        }
        // RMI itself gives up in the middle of it.
        check(stage != Stage.PREAMBLE || one == JRMP_STREAM[have]);
        seen[have++] = (byte) one;
        if (have == need) {
            next();
        }
    }

    private void expect(Stage next, int bytes) {
        stage = next;
        have = 0;
        need = bytes;
    }

    private void next() throws IOException {
        switch (stage) {
            case PREAMBLE -> expect(Stage.HOST_LENGTH, 2);
            case HOST_LENGTH -> {
                int length = ByteBuffer.wrap(seen).getShort() & 0xFFFF;
                check(length <= LONGEST_HOST);
                expect(Stage.HOST, length + 4);
            }
            case HOST, ACKNOWLEDGEMENT -> expect(Stage.MESSAGE, 1);
            case MESSAGE -> message(seen[0]);
            case CALL -> call();
            default -> throw new IllegalStateException("nothing is read ahead of " + stage);
        }
    }

    private void message(int kind) throws IOException {
        check(kind == CALL || kind == PING || kind == ACKNOWLEDGED);
        if (kind == CALL) {
            expect(Stage.CALL, CALL_START.length + 1 + CALL_BYTES);
        } else if (kind == PING) {
            expect(Stage.BODY, 0);
        } else {
            expect(Stage.ACKNOWLEDGEMENT, UID_BYTES);
        }
    }

    private void call() throws IOException {
        check(Arrays.equals(seen, 0, CALL_START.length, CALL_START, 0, CALL_START.length));
        check((seen[CALL_START.length] & 0xFF) >= CALL_BYTES);
        ByteBuffer header = ByteBuffer.wrap(seen, CALL_START.length + 1, CALL_BYTES);
        long object = header.getLong();
        boolean wellKnown = header.getInt() == 0 & header.getLong() == 0 & header.getShort() == 0;
        int operation = header.getInt();
        long hash = header.getLong();
        pending = wellKnown ? wellKnown(object, operation, hash) : Rebuff.CALL;
        if (pending != Rebuff.COLLECTOR) {
            collectorInARow = 0;
        }
        CURRENT.set(this);
        expect(Stage.BODY, 0);
    }

    private Rebuff wellKnown(long object, int operation, long hash) throws IOException {
        if (object == REGISTRY) {
            boolean reads = operation < 0
                    ? hash == LIST_HASH || hash == LOOKUP_HASH
                    : hash == REGISTRY_HASH && (operation == LIST || operation == LOOKUP);
            check(reads, Rebuff.REGISTRY);
            return Rebuff.REGISTRY;
        }
        if (object == COLLECTOR) {
            check(hash == COLLECTOR_HASH && operation >= 0 && operation <= DIRTY, Rebuff.COLLECTOR);
            check(++collectorInARow <= COLLECTOR_IN_A_ROW && collecting.take(), Rebuff.COLLECTOR);
            return Rebuff.COLLECTOR;
        }
        check(object != ACTIVATOR, Rebuff.ACTIVATION);
        return Rebuff.CALL;
    }

    private void check(boolean held) throws IOException {
        check(held, Rebuff.MALFORMED);
    }

    private void check(boolean held, Rebuff otherwise) throws IOException {
        if (!held) {
            rebuffs.count(otherwise);
            stage = Stage.SHUT;
            throw new IOException("turned away: " + otherwise.wire());
        }
    }

    /** RMI answers with the exception in the header of a call, and would read on. */
    private void refuseIfShut() throws IOException {
        if (stage == Stage.SHUT) {
            throw new IOException("turned away before");
        }
    }

    /** Whatever is answered ends what was asked; the answer to the preamble comes in the middle of it. */
    private void answer(byte[] from, int start, int length) {
        if (stage != Stage.BODY) {
            return;
        }
        if (pending != null && isExceptional(from, start, length)) {
            rebuffs.count(pending);
        }
        pending = null;
        CURRENT.remove();
        expect(Stage.MESSAGE, 1);
    }

    private static boolean isExceptional(byte[] from, int start, int length) {
        return length > ANSWER_KIND
                && Arrays.equals(from, start, start + ANSWER_START.length, ANSWER_START, 0, ANSWER_START.length)
                && from[start + ANSWER_KIND] == EXCEPTIONAL;
    }
}
