package thiscord.rmi;

/** The kinds of what peers try and do not get; each is counted by {@link Rebuffs}. */
public enum Rebuff {
    /** An idle connection that made room for another. */
    IDLE("idle"),
    /** A connection that found no room. */
    FULL("full"),
    /** A connection that found no room in the share of its address. */
    ADDRESS("address"),
    /** A connection that made room for another before its first request, or its next, had arrived in full. */
    UNFINISHED("unfinished"),
    /** A request over the budget of bytes. */
    TOO_BIG("too-big"),
    /** A request over the budget of time. */
    TOO_SLOW("too-slow"),
    /** Plain text at an address where TLS is wanted. */
    PLAIN_TEXT("plain-text"),
    /** TLS that did not come about. */
    TLS("tls"),
    /** Not what RMI of this century sends: a foreign protocol, one-way calls, a header that is cut to pieces. */
    MALFORMED("malformed"),
    /** A call to the registry other than a successful list or lookup. */
    REGISTRY("registry"),
    /** A call to the distributed garbage collector that it refused, or one of too many. */
    COLLECTOR("collector"),
    /** A call to the activation system, which is gone from Java. */
    ACTIVATION("activation"),
    /** A class, depth or length that the allow-list of an exported object rejected. */
    FILTERED("filtered"),
    /**
     * A call that failed before it reached a method of ours: no such object (such as a session that has ended), no such
     * method, arguments of other types or with a class that is not allowed.
     */
    CALL("call");

    private final String wire;

    Rebuff(String wire) {
        this.wire = wire;
    }

    /** Its name in events and logs. */
    public String wire() {
        return wire;
    }
}
