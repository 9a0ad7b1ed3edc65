package thiscord.hub.session;

/** Every way a session ends. */
public enum CloseReason {
    QUIT("the peer quit"),
    PEER_CLOSED("the peer closed the connection"),
    PEER_RESET("the connection broke"),
    PEER_SILENT("the peer's machine does not answer any more"),
    TAKEN_OVER("its client, or its account, came back on another connection"),
    LINE_TOO_LONG("a line over the limit in a strict dialect"),
    LINE_NEVER_ENDED("a line was begun and not ended in time"),
    NO_HELLO("nothing came, or no hello, in time"),
    IDLE("nothing came for longer than the limit"),
    TOO_FAST("it sent faster than allowed for too long"),
    ACCOUNT_CHANGED("its nick became an account's, or its account was changed"),
    ENDED_BY_OPERATOR("whoever runs the hub ended it"),
    BAD_TICKETS("it showed too many tickets that were none"),
    TOO_MANY_SESSIONS("over the limit on sessions"),
    NOT_OUR_PROTOCOL("the first bytes are of a protocol that is not spoken here"),
    TLS_FAILED("its TLS did not come about, or broke"),
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

    /** True if the peer may still be sending: then it is told by an end of the stream, and not by a reset. */
    boolean whileSending() {
        return this == LINE_TOO_LONG
                || this == TOO_FAST
                || this == TAKEN_OVER
                || this == BAD_TICKETS
                || this == NOT_OUR_PROTOCOL
                || this == LINE_NEVER_ENDED;
    }
}
