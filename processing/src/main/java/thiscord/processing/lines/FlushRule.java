package thiscord.processing.lines;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which pause ends a line of one client: a given one for every line, or, without one, only as long as the client has never
 * sent a line feed, as programs do that send a message without one and wait for the answer. Not thread-safe.
 *
 * <p>A message that came in one piece is taken after {@link #MESSAGE}. Single bytes and second pieces look typed or cut, so
 * more is waited for until {@link #TYPED}.
 */
final class FlushRule {
    static final Duration MESSAGE = Duration.ofMillis(150);
    static final Duration TYPED = Duration.ofSeconds(1);

    private final @Nullable Duration always;
    private boolean lineFeed;
    private boolean whole;

    /** @param always after what pause every line ends, zero for none; null for the rule of clients without line feeds */
    FlushRule(@Nullable Duration always) {
        this.always = always;
    }

    /** Something came; {@code begins} says that no unfinished line was there. */
    void read(byte[] bytes, int length, boolean begins) {
        whole = begins && length > 1;
        for (int i = 0; i < length && !lineFeed; i++) {
            lineFeed = bytes[i] == '\n';
        }
    }

    /** True if the client has sent a line feed. */
    boolean endsLines() {
        return lineFeed;
    }

    /** After how many milliseconds an unfinished line is taken as it is; 0 for never. */
    long millis() {
        if (always != null) {
            return always.toMillis();
        }
        if (lineFeed) {
            return 0;
        }
        return (whole ? MESSAGE : TYPED).toMillis();
    }
}
