package thiscord.protocol;

import java.util.Locale;
import java.util.Set;

/**
 * Recognises a request line of HTTP at the start of a connection, however it is cut and however long it is. A web page can
 * have a browser send a request to any port of its machine, so a server that reads lines gives all bytes to this first,
 * carries out nothing before they were, and ends a connection that is {@link Kind#HTTP}. Empty lines before the first are
 * skipped. Keeps a few bytes. Not thread-safe.
 *
 * <p>It is HTTP if a method is followed by a target that begins with {@code /} or {@code http}, or {@code CONNECT} by
 * anything, or {@code OPTIONS} or {@code PRI} by {@code *}. A method is a usual one in any case of letters, or three capital
 * letters or more. Another word counts if the line has the version of HTTP as well, so {@code see /etc/hosts} is no request.
 */
public final class FirstLine {
    /** What a connection is. */
    public enum Kind {
        /** The first line is not whole, and may become either. */
        UNDECIDED,
        /** Not HTTP. */
        OURS,
        HTTP
    }

    private enum At {
        START,
        METHOD,
        GAP,
        SCHEME,
        TARGET
    }

    private static final Set<String> USUAL =
            Set.of("get", "head", "post", "put", "delete", "options", "patch", "connect", "trace", "pri");

    private static final String METHOD_MARKS = "!#$%&'*+-.^_`|~";
    private static final String SCHEME = "http";
    private static final String VERSION = " http/";
    private static final int LONGEST_USUAL = 7;
    private static final int FEWEST_CAPITALS = 3;

    private Kind kind = Kind.UNDECIDED;
    private At at = At.START;
    private final StringBuilder method = new StringBuilder(LONGEST_USUAL + 1);
    private boolean capitals = true;
    private int matched;

    /** What the connection is by all bytes so far. */
    public Kind kind() {
        return kind;
    }

    /** Takes the next bytes; once it is decided they are not looked at. */
    public Kind read(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length && kind == Kind.UNDECIDED; i++) {
            read(bytes[i]);
        }
        return kind;
    }

    /** Takes the next byte. */
    public Kind read(byte next) {
        if (kind == Kind.UNDECIDED) {
            char c = (char) (next & 0xff);
            if (c == '\n' && at != At.START) {
                kind = Kind.OURS;
            } else {
                step(c);
            }
        }
        return kind;
    }

    private void step(char c) {
        switch (at) {
            case START -> {
                if (!blank(c) && c != '\n') {
                    at = At.METHOD;
                    step(c);
                }
            }
            case METHOD -> method(c);
            case GAP -> target(c);
            case SCHEME -> scheme(c);
            case TARGET -> version(c);
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private void method(char c) {
        if (blank(c)) {
            at = At.GAP;
        } else if (!letter(c) && (c < '0' || c > '9') && METHOD_MARKS.indexOf(c) < 0) {
            kind = Kind.OURS;
        } else {
            capitals &= (c >= 'A' && c <= 'Z') || c == '-';
            if (method.length() <= LONGEST_USUAL) {
                method.append(c);
            }
        }
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private boolean usual() {
        return USUAL.contains(method.toString().toLowerCase(Locale.ROOT));
    }

    private boolean loud() {
        return capitals && method.length() >= FEWEST_CAPITALS;
    }

    private void target(char c) {
        if (blank(c)) {
            return;
        }
        boolean connect = method.toString().equalsIgnoreCase("connect");
        if (c == '/') {
            decide(usual() || loud());
        } else if (c == '*' || connect) {
            decide(loud() && usual());
        } else if (c == 'h' || c == 'H') {
            at = At.SCHEME;
            matched = 1;
        } else {
            kind = Kind.OURS;
        }
    }

    /** @param sure false if only the version, at the end of the line, shows what it is */
    private void decide(boolean sure) {
        kind = sure ? Kind.HTTP : Kind.UNDECIDED;
        at = At.TARGET;
        matched = 0;
    }

    private void scheme(char c) {
        if (Character.toLowerCase(c) != SCHEME.charAt(matched)) {
            kind = Kind.OURS;
        } else if (++matched == SCHEME.length()) {
            decide(usual() || loud());
        }
    }

    private void version(char c) {
        char wanted = VERSION.charAt(matched);
        if (c == '\t' || c == ' ') {
            matched = 1;
        } else if (matched > 0 && Character.toLowerCase(c) == wanted) {
            matched++;
        } else {
            matched = 0;
        }
        if (matched == VERSION.length()) {
            kind = Kind.HTTP;
        }
    }
}
