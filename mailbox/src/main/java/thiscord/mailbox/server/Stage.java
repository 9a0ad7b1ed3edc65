package thiscord.mailbox.server;

/** What a session is at. */
enum Stage {
    /** Expects the line of a request. */
    LINE,
    /** Takes the data of a write. */
    DATA,
    /** Passes over the data of a refused write. */
    SKIP,
    /** Waits for a newer version of a mailbox. */
    AWAIT,
    /** Waits for others, or copies. */
    WORK,
    /** Waits until the peer has taken the answer. */
    DRAIN,
    /** Has said its last; waits for the peer's end, so that the peer can read it. */
    END
}
