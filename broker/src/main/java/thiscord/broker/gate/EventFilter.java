package thiscord.broker.gate;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Passes on what the broker's out door says in ZMTP 3, but for events of topics that the peer may not follow: a subscription
 * is a beginning of topics, a grant may be one topic. Commands pass, and answers to who the broker is. For one thread.
 */
final class EventFilter {
    private static final int GREETING_BYTES = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;
    private static final int MOST_TOPIC = 1024;

    private final Predicate<byte[]> mayRead;
    private final OutputStream to;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private int greeting;
    /** Bytes of the frame that are still to come. */
    private long left;

    private boolean inFrame;
    private boolean inTopic;
    private boolean more;
    private boolean command;
    /** The frame is the first of its message. */
    private boolean first = true;
    /** The message is passed on. */
    private boolean passes;

    EventFilter(Predicate<byte[]> mayRead, OutputStream to) {
        this.mayRead = mayRead;
        this.to = new BufferedOutputStream(to, 16 << 10);
    }

    /** Takes the first bytes of these, as they come. */
    void take(byte[] bytes, int length) throws IOException {
        int at = 0;
        while (at < length) {
            if (greeting < GREETING_BYTES) {
                to.write(bytes[at++]);
                greeting++;
            } else if (inFrame && !inTopic) {
                int some = (int) Math.min(left, length - at);
                if (command || passes) {
                    to.write(bytes, at, some);
                }
                at += some;
                left -= some;
            } else {
                head.write(bytes[at++]);
                left -= inTopic ? 1 : 0;
                if (!inFrame) {
                    begins(head.toByteArray());
                }
            }
            if (inFrame && left == 0) {
                ends();
            }
        }
        to.flush();
    }

    private void begins(byte[] so) throws IOException {
        boolean big = (so[0] & LONG) != 0;
        if (so.length < (big ? 9 : 2)) {
            return;
        }
        left = big ? ByteBuffer.wrap(so, 1, 8).getLong() : so[1] & 0xFF;
        command = (so[0] & COMMAND) != 0;
        more = !command && (so[0] & MORE) != 0;
        inFrame = true;
        inTopic = !command && first;
        if (left < 0 || inTopic && left > MOST_TOPIC) {
            throw new IOException("the broker says something else than events");
        }
        if (!inTopic) {
            if (command || passes) {
                to.write(so);
            }
            head.reset();
        }
    }

    private void ends() throws IOException {
        if (inTopic) {
            byte[] all = head.toByteArray();
            int from = (all[0] & LONG) != 0 ? 9 : 2;
            byte[] topic = Arrays.copyOfRange(all, from, all.length);
            passes = isAllowed(topic);
            if (passes) {
                to.write(all);
            }
            head.reset();
        }
        inFrame = false;
        inTopic = false;
        if (!command) {
            first = !more;
        }
    }

    private boolean isAllowed(byte[] topic) {
        boolean numbered = topic.length > 1 && topic[0] == '#';
        // "##who/": nobody else has that subscription.
        return numbered && topic[1] == '#'
                || mayRead.test(numbered ? Arrays.copyOfRange(topic, 1, topic.length) : topic);
    }
}
