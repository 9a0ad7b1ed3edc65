package thiscord.publisher.spool;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Digits;

/**
 * A file that was taken up: its new name says which number its first event has, and when that was.
 *
 * @param first the number of its first event
 * @param millis since 1970
 */
record Claimed(Path path, long first, long millis) implements Comparable<Claimed> {
    private static final Pattern FORM = Pattern.compile("([0-9]{19})-([0-9]{13})-.+");
    private static final Pattern PLAIN = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int MOST_OF_NAME = 150;

    /** The name for a file that was called so; its letters of other alphabets are not kept, nor is all of a long one. */
    static String name(long first, long millis, String called) {
        String plain = PLAIN.matcher(called).replaceAll("_");
        int from = Math.max(0, plain.length() - MOST_OF_NAME);
        return String.format(Locale.ROOT, "%019d-%013d-%s", first, millis, plain.substring(from));
    }

    /** Null for a file that has another name. */
    static @Nullable Claimed of(Path path) {
        Matcher form = FORM.matcher(Digits.ascii(path.getFileName().toString()));
        return form.matches() ? new Claimed(path, Long.parseLong(form.group(1)), Long.parseLong(form.group(2))) : null;
    }

    /** The one that was taken up first comes first. */
    @Override
    public int compareTo(Claimed other) {
        int byTime = Long.compare(millis, other.millis);
        return byTime == 0 ? path.compareTo(other.path) : byTime;
    }
}
