package thiscord.protocol;

/**
 * Moments as every dialect writes them: UTC, ISO 8601. By arithmetic, since each message has one and a formatter costs
 * more than all the rest.
 */
public final class UtcTime {
    private static final long DAY = 86_400_000;
    private static final int YEAR_DIGITS = 4;

    private UtcTime() {}

    /**
     * To the millisecond, e.g. {@code 2026-11-20T10:00:00.123Z}.
     *
     * @param at milliseconds since 1970 UTC; beyond the years 0 to 9999 the nearest moment in them is written
     */
    public static void writeMillis(Utf8Builder out, long at) {
        long known = known(at);
        date(out, Math.floorDiv(known, DAY));
        long ofDay = Math.floorMod(known, DAY);
        clock(out.ascii('T'), ofDay);
        digits(out.ascii(':'), ofDay / 1000 % 60, 2);
        digits(out.ascii('.'), ofDay % 1000, 3);
        out.ascii('Z');
    }

    /** To the minute and for people, e.g. {@code 2026-11-20 10:00Z}; the range as above. */
    public static void writeMinute(Utf8Builder out, long at) {
        long known = known(at);
        date(out, Math.floorDiv(known, DAY));
        clock(out.ascii(' '), Math.floorMod(known, DAY));
        out.ascii('Z');
    }

    private static long known(long at) {
        return Math.max(-62_167_219_200_000L, Math.min(at, 253_402_300_799_999L));
    }

    /** The civil date, counted in 400-year eras that begin in March, so that a leap day is the last of its year. */
    private static void date(Utf8Builder out, long epochDay) {
        long sinceMarch0000 = epochDay + 719_468;
        long era = Math.floorDiv(sinceMarch0000, 146_097);
        long dayOfEra = sinceMarch0000 - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * month + 2) / 5 + 1;
        long year = yearOfEra + era * 400 + (month < 10 ? 0 : 1);
        digits(out, year, YEAR_DIGITS);
        digits(out.ascii('-'), month < 10 ? month + 3 : month - 9, 2);
        digits(out.ascii('-'), day, 2);
    }

    private static void clock(Utf8Builder out, long ofDay) {
        digits(out, ofDay / 3_600_000, 2);
        digits(out.ascii(':'), ofDay / 60_000 % 60, 2);
    }

    private static void digits(Utf8Builder out, long n, int count) {
        if (count > 1) {
            digits(out, n / 10, count - 1);
        }
        out.ascii((char) ('0' + n % 10));
    }
}
