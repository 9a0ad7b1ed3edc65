package thiscord.ctl.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection at the door. Requests are taken one by one: while one is carried out or its answer is written, no more is
 * read, so that it holds one frame in each direction at most. Lives on the door's thread.
 */
final class Visitor {
    private static final int FIRST_BYTES = 8 * 1024;
    private static final byte[] NONE = new byte[0];

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer head = ByteBuffer.allocate(Frames.HEAD);
    private byte[] body = NONE;
    /** Without a sign, so that no length is taken for none. */
    private long wanted = -1;

    private int got;
    private @Nullable ByteBuffer out;
    private @Nullable Runnable afterwards;
    private final Visit visit = new Visit();
    private boolean last;
    private boolean working;
    private int asked;
    /** When what it is at must be over, by {@link System#nanoTime}. */
    private long deadline;

    Visitor(SocketChannel channel, SelectionKey key, long deadline) {
        this.channel = channel;
        this.key = key;
        this.deadline = deadline;
    }

    /** Itself, for those who work for it. */
    Visit visit() {
        return visit;
    }

    boolean working() {
        return working;
    }

    /** True while the request of that number is carried out: an answer that comes too late is known for it. */
    boolean isAt(int number) {
        return working && asked == number;
    }

    boolean overdue(long now) {
        return now - deadline > 0;
    }

    void until(long now) {
        deadline = now;
    }

    /** How many bytes the frame that is read has; -1 between frames. */
    long wanted() {
        return wanted;
    }

    /** True if a frame has begun and is not whole. */
    boolean within() {
        return wanted >= 0 || head.position() > 0;
    }

    /**
     * Reads what there is, up to the end of a frame.
     *
     * @return its body; null if it is not whole yet
     * @throws IOException at the end of the stream
     */
    byte @Nullable [] read() throws IOException {
        if (wanted < 0) {
            if (channel.read(head) < 0) {
                throw new IOException("the peer closed the connection");
            }
            if (head.hasRemaining()) {
                return null;
            }
            wanted = Integer.toUnsignedLong(head.getInt(0));
            got = 0;
            if (tooLarge()) {
                return null;
            }
        }
        while (got < wanted) {
            if (got == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(wanted, Math.max(FIRST_BYTES, 2 * got)));
            }
            int more = channel.read(ByteBuffer.wrap(body, got, (int) Math.min(body.length, wanted) - got));
            if (more < 0) {
                throw new IOException("the peer closed the connection within a frame");
            }
            if (more == 0) {
                return null;
            }
            got += more;
        }
        byte[] whole = Arrays.copyOf(body, (int) wanted);
        body = NONE;
        wanted = -1;
        head.clear();
        return whole;
    }

    /** True if the frame that has begun has more bytes than a frame may have. */
    boolean tooLarge() {
        return wanted > Frames.MOST_IN;
    }

    /** From now on nothing is read until the answer is written. */
    int work() {
        working = true;
        key.interestOps(0);
        return ++asked;
    }

    /** Writes as much of an answer as fits. */
    void answer(Request.Reply reply, boolean andEnd) throws IOException {
        working = false;
        asked++;
        last = andEnd;
        out = Frames.of(reply.bytes());
        afterwards = reply.afterwards();
        write();
    }

    /** Goes on writing. */
    void write() throws IOException {
        ByteBuffer rest = out;
        if (rest == null) {
            return;
        }
        channel.write(rest);
        if (rest.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
            return;
        }
        out = null;
        goOn();
        if (last) {
            throw new IOException("it was told the last word");
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    /** Does what follows the answer, once. */
    private void goOn() {
        Runnable next = afterwards;
        afterwards = null;
        if (next != null) {
            Thread thread = new Thread(next, "ctl-afterwards");
            thread.setDaemon(true);
            thread.start();
        }
    }

    boolean writing() {
        return out != null;
    }

    /** What was to follow an answer follows it also when nobody is there any more to take it. */
    void close() {
        visit.end();
        goOn();
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            Door.LOG.log(System.Logger.Level.DEBUG, "ctl: closing a connection", e);
        }
    }
}
