package thiscord.protocol.rules;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import thiscord.protocol.TimeSpan;
import thiscord.protocol.directory.Restriction;

/** Times and dates as people write them, in chat and on the command line. Moments are milliseconds since 1970. */
public final class Times {
    /** What is written where something is decided, for refusals. */
    public static final String FORM =
            "a time like 30m, 12h, 7d or 1d12h, or a date like 2026-12-24 or 2026-12-24T18:00Z";

    /** As ISO 8601 writes a time; it is not taken. */
    private static final Pattern ISO = Pattern.compile("[pP][tT]?[0-9]");

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

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
        Duration time = TimeSpan.seconds(text);
        return time == null ? moment(text, now) : now - time.toMillis();
    }

    /** When something that is decided now ends: {@link Restriction#FOR_GOOD} for the empty text, 0 for what is no time. */
    public static long until(String text, long now) {
        return text.isEmpty() ? Restriction.FOR_GOOD : moment(text, now);
    }

    /** A time from now, or a date: a day begins at midnight UTC; 0 if it is neither. */
    private static long moment(String text, long now) {
        Duration time = TimeSpan.seconds(text);
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
