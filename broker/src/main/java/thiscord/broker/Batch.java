package thiscord.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Replay;

/**
 * Some events of a publisher that wants to hear of them, in its order. Made and answered by the replay door, dealt with by
 * the loop in between.
 */
final class Batch {
    private static final int HEAD_FRAMES = 6;

    /** An event that is not taken, and why. */
    record Refused(long number, String why) {}

    final byte[] publisher;
    /**
     * As what the journal knows the publisher: its name, behind a sign of where it comes from if that is not anybody, so that nobody can
     * publish under the name of another origin.
     */
    final byte[] key;

    final ReservedTopics.Origin origin;
    /** Where it came from. */
    final String address;
    /** All events before that one are done with. */
    final long oldest;
    /** The number of the first event here. */
    final long first;
    /** True to keep them in any case, false if somebody follows by number. */
    final boolean always;

    private final List<byte[]> frames;
    final List<Refused> refused = new ArrayList<>();
    /** Up to that one all are done with; negative before the loop has dealt with it. */
    long upto = -1;

    int taken;
    int again;

    private Batch(List<byte[]> question, String address, ReservedTopics.Origin origin) {
        this.address = address;
        this.origin = origin;
        publisher = question.get(2);
        key = switch (origin) {
            case ANYBODY -> publisher;
            case GATE -> behind('@', publisher);
            case PROVEN -> behind('!', publisher);
        };
        oldest = Replay.number(question.get(3));
        first = Replay.number(question.get(4));
        always = new String(question.get(5), StandardCharsets.US_ASCII).equals(Confirm.ALWAYS);
        frames = question.subList(HEAD_FRAMES, question.size());
    }

    private static byte[] behind(char sign, byte[] name) {
        return ByteBuffer.allocate(1 + name.length).put((byte) sign).put(name).array();
    }

    /** The batch of a question; null if that is none. */
    static @Nullable Batch of(List<byte[]> question, String address, ReservedTopics.Origin origin) {
        if (question.size() < HEAD_FRAMES
                || question.size() % 2 != 0
                || question.size() > HEAD_FRAMES + 2 * Confirm.MOST_EVENTS
                || !Confirm.isPublisher(question.get(2))) {
            return null;
        }
        String keep = new String(question.get(5), StandardCharsets.US_ASCII);
        Batch batch = new Batch(question, address, origin);
        boolean known = keep.equals(Confirm.ALWAYS) || keep.equals(Confirm.FOLLOWED);
        return known && batch.oldest >= 1 && batch.first >= batch.oldest ? batch : null;
    }

    int size() {
        return frames.size() / 2;
    }

    byte[] topic(int index) {
        return frames.get(2 * index);
    }

    byte[] payload(int index) {
        return frames.get(2 * index + 1);
    }
}
