package thiscord.subscriber;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a reliable subscriber begins in topics that it has not seen yet.
 *
 * @param from the offset to begin with; 0 for none
 * @param since how old the oldest event may be; null for none
 * @param last true to begin with the last event of each topic
 */
public record Beginning(long from, @Nullable Duration since, boolean last) {
    /** With what is published from now on. */
    public static final Beginning NOW = new Beginning(0, null, false);

    public Beginning {
        if (from < 0 || (from > 0 ? 1 : 0) + (since == null ? 0 : 1) + (last ? 1 : 0) > 1) {
            throw new IllegalArgumentException("begin at an offset from 1 on, or at a time, or with the last event");
        }
    }
}
