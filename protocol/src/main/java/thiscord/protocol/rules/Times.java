package thiscord.protocol.rules;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.directory.Restriction;

/**
 * Times and dates as people write them, in chat, in files and on the command line: the one parser of them. A time is numbers
 * with units, the greatest first and each once: {@code 90s}, {@code 30min}, {@code 1d12h}. Units are ms, s, m, h, d and w, or
 * the word; capitals do, but for {@code M}, which may mean months. Moments are milliseconds since 1970.
 */
public final class Times {
    /** What is written where something is decided, for refusals. */
    public static final String FORM =
            "a time like 30m, 12h, 7d or 1d12h, or a date like 2026-12-24 or 2026-12-24T18:00Z";

    private static final Pattern PART = Pattern.compile(
            "([0-9]{1,10})(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?=[0-9]|$)",
            Pattern.CASE_INSENSITIVE);
    private static final long LONGEST = Duration.ofDays(9_999_999).toMillis();
    /** As ISO 8601 writes a time; it is not taken. */
    private static final Pattern ISO = Pattern.compile("[pP][tT]?[0-9]");

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** The time that is written, to the millisecond; zero for {@code 0} and the like; null if it is none. */
    public static @Nullable Duration span(String text) {
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
    public static @Nullable Duration duration(String text) {
        Duration time = span(text);
        return time == null || time.isZero() || time.getNano() != 0 ? null : time;
    }

    /** True if that is a time or a date, not the first word of a reason. */
    public static boolean isOne(String text) {
        return moment(text, 0) != 0;
    }

    /** True if a text begins as a time or a date does, with a number, so that somebody may take it for one. */
    public static boolean looksLikeOne(String text) {
        int first = text.codePoints()
                .filter(c -> Character.isLetter(c) || isNumber(c))
                .findFirst()
                .orElse('x');
        return isNumber(first) || ISO.matcher(text).lookingAt();
    }

    private static boolean isNumber(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.OTHER_NUMBER
                || type == Character.LETTER_NUMBER;
    }

    /** A moment that long before now, or the date; 0 if it is neither. */
    public static long since(String text, long now) {
        Duration time = duration(text);
        return time == null ? moment(text, now) : now - time.toMillis();
    }

    /** When something that is decided now ends: {@link Restriction#FOR_GOOD} for the empty text, 0 for what is no time. */
    public static long until(String text, long now) {
        return text.isEmpty() ? Restriction.FOR_GOOD : moment(text, now);
    }

    /** A time from now, or a date: a day begins at midnight UTC; 0 if it is neither. */
    private static long moment(String text, long now) {
        Duration time = duration(text);
        if (time != null) {
            return now + time.toMillis();
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli()
                    : DateTimeFormatter.ISO_OFFSET_DATE_TIME
                            .parse(text, Instant::from)
                            .toEpochMilli();
        } catch (DateTimeException | ArithmeticException neither) {
            return 0;
        }
    }

    /** A moment for people, e.g. {@code 2026-12-24 18:00Z}. */
    public static String minute(long at) {
        return MINUTE.format(Instant.ofEpochMilli(at));
    }

    /** A time for people, in its greatest whole unit, e.g. {@code 7d} or {@code 90m}. */
    public static String inShort(Duration time) {
        long s = time.toSeconds();
        if (s % 86_400 == 0) {
            return s / 86_400 + "d";
        }
        return s % 3600 == 0 ? s / 3600 + "h" : s % 60 == 0 ? s / 60 + "m" : s + "s";
    }
}
