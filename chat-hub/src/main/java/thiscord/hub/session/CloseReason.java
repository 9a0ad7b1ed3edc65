package thiscord.hub.session;

/** Every way a session ends. */
public enum CloseReason {
    QUIT("the peer quit"),
    PEER_CLOSED("the peer closed the connection"),
    PEER_RESET("the connection broke"),
    LINE_TOO_LONG("a line over the limit in a strict dialect"),
    TOO_MANY_SESSIONS("over the limit on sessions"),
    NOT_OUR_PROTOCOL("the first bytes are of a protocol that is not spoken here"),
    SHUTDOWN("the hub stops"),
    INTERNAL("the hub failed to serve it");

    private final String meaning;

    CloseReason(String meaning) {
        this.meaning = meaning;
    }

    /** A few words for the log. */
    public String meaning() {
        return meaning;
    }
}
