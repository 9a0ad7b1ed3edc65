package thiscord.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * The text of the load's messages: a mark of this run and the time of sending, then filling. {@code @} can be in no nick
 * and no room name, so the first one in a line begins the text.
 */
final class Stamp {
    private static final int MARK = 8;
    private static final int DIGITS = 19;

    private final byte[] mark;
    private final String head;
    private final String filling;

    /** @param size bytes of a text, at least {@link Load#LEAST_SIZE} */
    Stamp(int size, Random random) {
        head = String.format(Locale.ROOT, "@@%06x", random.nextInt(1 << 24));
        mark = head.getBytes(StandardCharsets.US_ASCII);
        filling = "x".repeat(size - MARK - DIGITS);
    }

    /** A text sent at that time, 0 or later. */
    String text(long nanos) {
        return head + String.format(Locale.ROOT, "%019d", nanos) + filling;
    }

    /** The time in the line's text, or -1 if it is not a message of this run. */
    long read(byte[] bytes, int from, int length) {
        int end = from + length - MARK - DIGITS;
        int at = from;
        while (at <= end && bytes[at] != '@') {
            at++;
        }
        if (at > end) {
            return -1;
        }
        for (int i = 0; i < MARK; i++) {
            if (bytes[at + i] != mark[i]) {
                return -1;
            }
        }
        long nanos = 0;
        for (int i = at + MARK; i < at + MARK + DIGITS; i++) {
            nanos = nanos * 10 + (bytes[i] - '0');
        }
        return nanos;
    }
}
