package thiscord.mailbox.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a request, read.
 *
 * @param kind what is asked
 * @param mailbox which; 0 if that does not matter
 * @param length how many bytes follow; {@link #UNKNOWN} if that was not said
 * @param word what {@link Kind#ASK} asks, with its token; what {@link Kind#LOGIN} shows
 * @param after the version after which a read wants a newer one; {@link #UNKNOWN} if any will do
 * @param within how long it waits for that, in milliseconds; 0 if that was not said
 * @param refusal the line that answers it, if it is refused; the data of a refused write follow all the same
 */
record Request(
        Kind kind,
        int mailbox,
        int length,
        String word,
        long after,
        long within,
        @Nullable String refusal) {
    enum Kind {
        READ,
        WRITE,
        QUIT,
        /** From the commands of the same user: {@code ask TOKEN stop}. */
        ASK,
        /** From another machine: {@code login SECRET}. */
        LOGIN,
        NOTHING,
        UNKNOWN
    }

    static final int MOST_LINE_BYTES = 256;
    static final int UNKNOWN = -1;

    private static final Pattern FORM = Pattern.compile("([rw])\\s*(\\S*)(?:\\s+(.*))?");
    private static final Pattern NEWER =
            Pattern.compile("after\\s+([0-9]{1,18})(?:\\s+within\\s+([0-9]{1,9})(ms|s|m)?)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Reads a line, without its end. */
    static Request of(String line, MailboxSettings settings) {
        String text = line.strip();
        if (text.isEmpty()) {
            return of(Kind.NOTHING);
        }
        if (text.equals("q")) {
            return of(Kind.QUIT);
        }
        if (text.startsWith("ask ")) {
            return new Request(Kind.ASK, text.substring(4));
        }
        if (text.startsWith("login ")) {
            return new Request(Kind.LOGIN, text.substring(6).strip());
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || (form.start(2) == 1 && !form.group(2).matches("[-+]?[0-9]*"))) {
            return new Request(
                    Kind.UNKNOWN,
                    0,
                    Reason.UNKNOWN_COMMAND.line(
                            "say r NUMBER to read, w NUMBER LENGTH and the bytes to write, q to end"));
        }
        int first = settings.firstNumber();
        int last = settings.layout().mailboxes() - 1;
        String number = form.group(2);
        int mailbox = NUMBER.matcher(number).matches() ? Integer.parseInt(number) - first : -1;
        String refusal = mailbox < 0 || mailbox > last
                ? Reason.BAD_MAILBOX.line(
                        last == 0
                                ? "the only mailbox is number " + first
                                : "the mailboxes have the numbers " + first + " to " + (last + first))
                : null;
        if (form.group(1).equals("r")) {
            return read(mailbox, form.group(3), refusal, settings);
        }
        return write(mailbox, form.group(3), refusal, settings.mostData());
    }

    private Request(Kind kind, String word) {
        this(kind, 0, 0, word, UNKNOWN, 0, null);
    }

    Request(Kind kind, int mailbox, int length, @Nullable String refusal) {
        this(kind, mailbox, length, "", UNKNOWN, 0, refusal);
    }

    private Request(Kind kind, int mailbox, @Nullable String refusal) {
        this(kind, mailbox, 0, refusal);
    }

    private static Request of(Kind kind) {
        return new Request(kind, "");
    }

    private static Request read(
            int mailbox, @Nullable String rest, @Nullable String refusal, MailboxSettings settings) {
        if (refusal != null || rest == null) {
            return new Request(Kind.READ, mailbox, refusal);
        }
        Matcher newer = NEWER.matcher(rest);
        if (!newer.matches()) {
            return new Request(
                    Kind.READ,
                    mailbox,
                    Reason.UNKNOWN_COMMAND.line("say r NUMBER, or r NUMBER after VERSION within TIME, such as 30s"));
        }
        long within = newer.group(2) == null ? settings.waiting().toMillis() : millis(newer.group(2), newer.group(3));
        if (within < 1 || within > settings.idle().toMillis()) {
            return new Request(
                    Kind.READ,
                    mailbox,
                    Reason.BAD_TIME.line("a read waits 1 to " + settings.idle().toMillis() + " ms, which is --idle"));
        }
        return new Request(Kind.READ, mailbox, 0, "", Long.parseLong(newer.group(1)), within, null);
    }

    private static long millis(String number, @Nullable String unit) {
        long millis = Long.parseLong(number);
        return unit == null || unit.equals("ms") ? millis : unit.equals("s") ? 1000 * millis : 60_000 * millis;
    }

    private static Request write(int mailbox, @Nullable String length, @Nullable String refusal, int most) {
        if (length == null) {
            return new Request(Kind.WRITE, mailbox, UNKNOWN, refusal);
        }
        if (!NUMBER.matcher(length).matches()) {
            String bad =
                    Reason.BAD_LENGTH.line("after the number of the mailbox comes how many bytes follow, or nothing");
            return new Request(Kind.WRITE, mailbox, UNKNOWN, refusal == null ? bad : refusal);
        }
        int bytes = Integer.parseInt(length);
        return new Request(Kind.WRITE, mailbox, bytes, refusal == null && bytes > most ? tooLarge(most) : refusal);
    }

    /** The refusal of too much data. */
    static String tooLarge(int most) {
        return Reason.TOO_LARGE.line("a write has at most " + most + " bytes here");
    }
}
