package thiscord.protocol.rules;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.directory.Restriction;

/** Times and dates as people write them where something is decided. Moments are milliseconds since 1970. */
public final class Times {
    /** What is written, for refusals. */
    public static final String FORM = "a time like 30m, 12h or 7d, or a date like 2026-12-24 or 2026-12-24T18:00Z";

    private static final Pattern TIME = Pattern.compile("([0-9]{1,7})([smhdw])");
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /** {@code 90s}, {@code 30m}, {@code 12h}, {@code 7d} or {@code 2w}; null if it is none, or nothing. */
    public static @Nullable Duration duration(String text) {
        Matcher m = TIME.matcher(text);
        if (!m.matches()) {
            return null;
        }
        long n = Long.parseLong(m.group(1));
        Duration time = switch (m.group(2)) {
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            case "d" -> Duration.ofDays(n);
            default -> Duration.ofDays(7 * n);
        };
        return time.isZero() ? null : time;
    }

    /** True if that is a time or a date, not the first word of a reason. */
    public static boolean isOne(String text) {
        return moment(text, 0) != 0;
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
