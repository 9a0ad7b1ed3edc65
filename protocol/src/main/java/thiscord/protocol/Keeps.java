package thiscord.protocol;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a room keeps of what is said in it: nothing, messages for a time, a number of messages, or all. Written as
 * {@code nothing}, {@code 7d} (s, m, h, d, w), {@code 500} or {@code all}; {@link #toString} writes what {@link #parse}
 * reads.
 *
 * @param kind which of the four
 * @param amount seconds for {@link Kind#TIME}, messages for {@link Kind#COUNT}, else 0
 */
public record Keeps(Kind kind, long amount) {
    /** The four kinds. */
    public enum Kind {
        NOTHING,
        TIME,
        COUNT,
        ALL
    }

    public static final Keeps NOTHING = new Keeps(Kind.NOTHING, 0);
    public static final Keeps ALL = new Keeps(Kind.ALL, 0);

    private static final long MAX_AMOUNT = 10_000_000_000L;
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,10}");

    public Keeps {
        boolean counted = kind == Kind.TIME || kind == Kind.COUNT;
        if (counted ? amount < 1 || amount > MAX_AMOUNT : amount != 0) {
            throw new IllegalArgumentException("amount " + amount + " for " + kind);
        }
    }

    /** Messages for that long, in whole seconds, at least one. */
    public static Keeps time(Duration time) {
        return new Keeps(Kind.TIME, time.toSeconds());
    }

    /** That many messages, at least one. */
    public static Keeps count(long messages) {
        return new Keeps(Kind.COUNT, messages);
    }

    /** What the text means, or null if it means nothing. */
    public static @Nullable Keeps parse(String text) {
        String t = text.trim().toLowerCase(Locale.ROOT);
        if (t.equals("nothing") || t.equals("0")) {
            return NOTHING;
        }
        if (t.equals("all")) {
            return ALL;
        }
        if (COUNT.matcher(t).matches()) {
            long n = Long.parseLong(t);
            return n < 1 ? null : new Keeps(Kind.COUNT, n);
        }
        Duration time = TimeSpan.seconds(t);
        return time == null || time.toSeconds() > MAX_AMOUNT ? null : time(time);
    }

    /** True if messages outlive the hub process. */
    public boolean history() {
        return kind != Kind.NOTHING;
    }

    @Override
    public String toString() {
        if (kind == Kind.NOTHING || kind == Kind.ALL) {
            return kind.name().toLowerCase(Locale.ROOT);
        }
        if (kind == Kind.COUNT) {
            return Long.toString(amount);
        }
        if (amount % 86_400 == 0) {
            return amount / 86_400 + "d";
        }
        if (amount % 3600 == 0) {
            return amount / 3600 + "h";
        }
        return amount % 60 == 0 ? amount / 60 + "m" : amount + "s";
    }

    /** One sentence for a person who joins, in ASCII: what is kept and for how long. */
    public String inWords() {
        return switch (kind) {
            case NOTHING -> "Nothing is kept; the newest messages stay in memory until the server stops.";
            case TIME -> "Messages are kept for " + span() + " and every member can read them.";
            case COUNT ->
                amount == 1
                        ? "The newest message is kept and every member can read it."
                        : "The newest " + amount + " messages are kept and every member can read them.";
            case ALL -> "All messages are kept and every member can read them.";
        };
    }

    /** As {@link #toString} writes a time, with the unit as a word. */
    private String span() {
        String written = toString();
        long number = Long.parseLong(written.substring(0, written.length() - 1));
        char last = written.charAt(written.length() - 1);
        String unit = last == 'd' ? "day" : last == 'h' ? "hour" : last == 'm' ? "minute" : "second";
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
