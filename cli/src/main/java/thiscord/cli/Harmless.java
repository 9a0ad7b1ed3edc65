package thiscord.cli;

import java.util.stream.Collectors;

/** Text that peers may have had a hand in, made fit for a terminal and for a line of its own. Stateless. */
public final class Harmless {
    /** Control characters (C0, C1), the separators of lines, and what turns the direction of the text behind it. */
    private static final String HARMFUL = "[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]+";

    private Harmless() {}

    /** On one line, with nothing in it that a terminal obeys. */
    public static String line(String text) {
        return text.replaceAll(HARMFUL, " ");
    }

    /** The same for each of several lines; they keep what stands before their first letter as blanks. */
    static String lines(String text) {
        return text.lines()
                .map(one -> line(one.replace("\t", "    ")))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
