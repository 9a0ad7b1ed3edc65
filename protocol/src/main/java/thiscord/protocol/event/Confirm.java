package thiscord.protocol.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * The words of confirmed publishing, spoken at the replay door. Frames are as those of {@link Replay};
 * {@code docs/PROTOCOL.md} has them.
 */
public final class Confirm {
    /**
     * {@code [PUBLISH, id, publisher, oldest, first, keep, (topic, payload)…]}: events of a publisher, numbered from
     * {@code first} on; what is older than {@code oldest} will not come again.
     */
    public static final String PUBLISH = "PUBLISH";
    /** {@code [CONFIRMED, id, journal, publisher, upto, (number, why)…]}: the answer, with the events that are refused. */
    public static final String CONFIRMED = "CONFIRMED";

    /** As {@code keep}: in the journal in any case. */
    public static final String ALWAYS = "always";
    /** As {@code keep}: in the journal if somebody follows the topic by number. */
    public static final String FOLLOWED = "followed";

    /** Longest name of a publisher. */
    public static final int MOST_PUBLISHER_BYTES = 64;

    /** Most events of a message. */
    public static final int MOST_EVENTS = 400;

    /** Most bytes of a message's frames; a longer one ends the connection. */
    public static final int MOST_BYTES = Topics.MAX_PAYLOAD_BYTES + (64 << 10);

    private Confirm() {}

    /** What is shown of a publisher's name, as whoever knows the name can publish under it: 16 hexadecimal digits of its SHA-256. */
    public static String shown(byte[] publisher) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(publisher);
            return String.format(Locale.ROOT, "%016x", ByteBuffer.wrap(hash).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** True if it names a publisher: 1 to {@link #MOST_PUBLISHER_BYTES} letters, digits and {@code . _ -} in ASCII. */
    public static boolean isPublisher(byte[] name) {
        for (byte b : name) {
            boolean fine = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (!fine && b != '.' && b != '_' && b != '-') {
                return false;
            }
        }
        return name.length > 0 && name.length <= MOST_PUBLISHER_BYTES;
    }
}
