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
 * @param word what {@link Kind#ASK} asks, with its token
 * @param refusal the line that answers it, if it is refused; the data of a refused write follow all the same
 */
record Request(
        Kind kind,
        int mailbox,
        int length,
        String word,
        @Nullable String refusal) {
    enum Kind {
        READ,
        WRITE,
        QUIT,
        /** From the commands of the same user: {@code ask TOKEN stop}. */
        ASK,
        NOTHING,
        UNKNOWN
    }

    static final int MOST_LINE_BYTES = 256;
    static final int UNKNOWN = -1;

    private static final Pattern FORM = Pattern.compile("([rw])\\s*(\\S*)(?:\\s+(.*))?");
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
            return new Request(Kind.ASK, 0, 0, text.substring(4), null);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches() || (form.start(2) == 1 && !form.group(2).matches("[-+]?[0-9]*"))) {
            return new Request(
                    Kind.UNKNOWN,
                    0,
                    0,
                    "",
                    Reason.UNKNOWN_COMMAND.line(
                            "say r NUMBER to read, w NUMBER LENGTH and the bytes to write, q to end"));
        }
        int last = settings.layout().mailboxes() - 1;
        String number = form.group(2);
        int mailbox = NUMBER.matcher(number).matches() ? Integer.parseInt(number) : -1;
        String refusal = mailbox < 0 || mailbox > last
                ? Reason.BAD_MAILBOX.line(
                        last == 0 ? "the only mailbox is number 0" : "the mailboxes have the numbers 0 to " + last)
                : null;
        if (form.group(1).equals("r")) {
            return new Request(Kind.READ, mailbox, 0, "", refusal != null ? refusal : extra(form.group(3)));
        }
        return write(mailbox, form.group(3), refusal, settings.mostData());
    }

    private static Request of(Kind kind) {
        return new Request(kind, 0, 0, "", null);
    }

    private static @Nullable String extra(@Nullable String rest) {
        return rest == null ? null : Reason.UNKNOWN_COMMAND.line("after r comes nothing but the number of a mailbox");
    }

    private static Request write(int mailbox, @Nullable String length, @Nullable String refusal, int most) {
        if (length == null) {
            return new Request(Kind.WRITE, mailbox, UNKNOWN, "", refusal);
        }
        if (!NUMBER.matcher(length).matches()) {
            String bad =
                    Reason.BAD_LENGTH.line("after the number of the mailbox comes how many bytes follow, or nothing");
            return new Request(Kind.WRITE, mailbox, UNKNOWN, "", refusal == null ? bad : refusal);
        }
        int bytes = Integer.parseInt(length);
        return new Request(Kind.WRITE, mailbox, bytes, "", refusal == null && bytes > most ? tooLarge(most) : refusal);
    }

    /** The refusal of too much data. */
    static String tooLarge(int most) {
        return Reason.TOO_LARGE.line("a write has at most " + most + " bytes here");
    }
}
