package thiscord.protocol.event;

import java.nio.charset.StandardCharsets;

/**
 * The words of the replay door. Frames are text in UTF-8, numbers decimal, but for payloads; {@code id} is anything that
 * the asker likes, given back with the answer. {@code docs/PROTOCOL.md} has the frames.
 */
public final class Replay {
    /** {@code [HEADS, id, since, after, prefix…]}: which topics are numbered, and how far. */
    public static final String HEADS = "HEADS";
    /** {@code [READ, id, topic, from, to, bytes]}: what is kept of a topic. */
    public static final String READ = "READ";
    /** {@code [EVENTS, id, journal, topic, first, last, (offset, payload)…]}: the answer to that. */
    public static final String EVENTS = "EVENTS";
    /** {@code [STATUS, id, prefix, after]}: how the broker is, answered by {@code [STATUS, id, json]}. */
    public static final String STATUS = "STATUS";
    /** {@code [REFUSED, id, text]}. */
    public static final String REFUSED = "REFUSED";

    /** Most bytes of payloads in an answer, but for a single event that has more. */
    public static final int MAX_BYTES = 256 << 10;

    /** Most prefixes of one {@link #HEADS} question. */
    public static final int MOST_PREFIXES = 100;

    private Replay() {}

    /** The name of a journal: 16 hexadecimal digits, of which the first says whether it ends with the broker's process. */
    public static String journal(long random, boolean inMemory) {
        return Long.toHexString(inMemory ? random & ~(1L << 62) | 1L << 63 : random | 1L << 62);
    }

    /** True if that names a journal in memory; older brokers do not say so. */
    public static boolean isInMemory(String journal) {
        return journal.matches("[89ab][0-9a-f]{15}");
    }

    /** A number as a frame. */
    public static byte[] number(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The number of a frame; -1 if it is none, or negative.
     *
     * @param frame at most 19 digits
     */
    public static long number(byte[] frame) {
        if (frame.length == 0 || frame.length > 19) {
            return -1;
        }
        long value = 0;
        for (byte digit : frame) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value < 0 ? -1 : value;
    }
}
