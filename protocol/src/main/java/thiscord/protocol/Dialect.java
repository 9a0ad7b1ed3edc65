package thiscord.protocol;

/**
 * Turns one message of the wire into a {@link Command} and an {@link Event} into bytes. Stateless and thread-safe: what
 * is encoded once is sent to every session of the dialect. Knows nothing of how messages are cut from the stream; that
 * is {@link Framing}.
 */
public interface Dialect {
    /** Its name in logs and docs, e.g. {@code text}. */
    String name();

    /** A small number, unique among the dialects of one hub: 0, 1, 2 … */
    int index();

    /**
     * Reads one message. Never throws for what a peer may send: malformed input is a {@link Command.Malformed}.
     *
     * @param bytes holds the message at {@code [from, from + length)}; not kept
     */
    Command decode(byte[] bytes, int from, int length);

    /** Writes one event with its framing; empty if the dialect does not tell such events. The array is the caller's. */
    byte[] encode(Event event);

    /** True if the session must open with hello and a line that is too long ends it. */
    boolean strict();
}
