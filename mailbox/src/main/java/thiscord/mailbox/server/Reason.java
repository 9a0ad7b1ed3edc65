package thiscord.mailbox.server;

import java.util.Locale;

/** Why a request was refused; the word in the answer is the name in lower case with dashes. A closed list. */
enum Reason {
    /** Neither r, w nor q. The connection goes on. */
    UNKNOWN_COMMAND,
    /** There is no mailbox of that number. The connection goes on, if it is known where the data end. */
    BAD_MAILBOX,
    /** The length is no number. The connection goes on, if it is known where the data end. */
    BAD_LENGTH,
    /** The time to wait is not in the allowed range. The connection goes on. */
    BAD_TIME,
    /** Nothing newer was written while a read waited for it. The connection goes on. */
    NOT_NEWER,
    /** More than a packet or a mailbox holds. The connection goes on, if it is known where the data end. */
    TOO_LARGE,
    /** The peer said that nothing more comes, in the middle of the data. The connection ends. */
    CUT_SHORT,
    /** A request has at most {@link Request#MOST_LINE_BYTES} bytes. The connection ends. */
    LINE_TOO_LONG,
    /** Data, or the next request, did not come in time. The connection ends. */
    TOO_SLOW,
    /** Others came first, for too long. The connection goes on. */
    BUSY,
    /** The first line is a request of HTTP. The connection ends. */
    NOT_SUPPORTED,
    /** Too many clients. The connection ends. */
    FULL,
    /** What the mailbox held is gone, because somebody else wrote into the file. The connection goes on. */
    DAMAGED,
    /** The token or the login is wrong, or a login is needed first. The connection ends. */
    NOT_ALLOWED;

    /** The line of a refusal, without its end. */
    String line(String text) {
        return "! " + name().toLowerCase(Locale.ROOT).replace('_', '-') + ": " + text;
    }
}
