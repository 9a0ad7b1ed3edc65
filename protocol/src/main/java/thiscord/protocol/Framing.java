package thiscord.protocol;

/**
 * Cuts a stream of bytes into messages. One instance a connection, one thread. Used in turns:
 * {@link #wrap}, {@link #next} until it is not {@link Result#FRAME}, {@link #retain}. Between turns it holds only what
 * was not consumed, in a buffer of at most twice the limit plus one read.
 */
public interface Framing {
    /** What {@link #next} found. */
    enum Result {
        /** A message, at {@link #frameStart} and {@link #frameLength} of {@link #frameBytes}. */
        FRAME,
        /** No whole message yet. */
        NONE,
        /** A message over the limit; it is skipped, to its end, by itself. Told once for each. */
        TOO_LONG
    }

    /** Gives it the next bytes of the stream. The array is read until {@link #retain} and not kept. */
    void wrap(byte[] bytes, int from, int length);

    Result next();

    byte[] frameBytes();

    int frameStart();

    int frameLength();

    /** Ends a turn: copies what was not consumed. */
    void retain();

    /** True if bytes of an unfinished message wait. */
    boolean partial();

    /** True in the middle of a message: one that waits, or one over the limit that is being skipped. */
    boolean unfinished();

    /**
     * Takes the unfinished message as a whole one: {@link Result#FRAME}, or {@link Result#NONE} if there is none. To be
     * called after {@link #next} answered that. If the end of that message still comes, it is not a message of its own.
     */
    Result flush();
}
