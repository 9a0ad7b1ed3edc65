package thiscord.protocol;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lengths of time as people write them, in chat, in files and on the command line: the one parser of them. Numbers with units,
 * the greatest first and each once: {@code 90s}, {@code 30min}, {@code 1d12h}. Units are ms, s, m, h, d and w, or the word;
 * capitals do, but for {@code M}, which may mean months.
 */
public final class TimeSpan {
    private static final Pattern PART = Pattern.compile(
            "([0-9]{1,10})(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?=[0-9]|$)",
            Pattern.CASE_INSENSITIVE);
    private static final long LONGEST = Duration.ofDays(9_999_999).toMillis();

    private TimeSpan() {}

    /** The time that is written, to the millisecond; zero for {@code 0} and the like; null if it is none. */
    public static @Nullable Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(text);
        long sum = 0;
        long above = Long.MAX_VALUE;
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            long unit = millisIn(part.group(2));
            if (unit >= above || unit == 0) {
                return null;
            }
            sum += unit * Long.parseLong(part.group(1));
            above = unit;
            end = part.end();
        }
        return end == 0 || end < text.length() || sum > LONGEST ? null : Duration.ofMillis(sum);
    }

    /** 0 for a unit that may be another. */
    private static long millisIn(String written) {
        String unit = written.toLowerCase(Locale.ROOT);
        if (unit.equals("ms")) {
            return 1;
        }
        return switch (unit.charAt(0)) {
            case 's' -> 1000;
            case 'm' -> written.equals("M") ? 0 : 60_000;
            case 'h' -> 3_600_000;
            case 'd' -> 86_400_000;
            default -> 7 * 86_400_000L;
        };
    }

    /** The same in whole seconds, at least one; null if it is none, or nothing. */
    public static @Nullable Duration seconds(String text) {
        Duration time = parse(text);
        return time == null || time.isZero() || time.getNano() != 0 ? null : time;
    }
}
