package thiscord.rooms;

/**
 * Who asks for a change.
 *
 * @param nick empty for the service itself
 * @param from the address that they come from, or the hub that speaks for them; empty if that is not known
 * @param account true if the nick is an account's
 */
record Who(String nick, String from, boolean account) {
    /** The service, by itself. */
    static final Who SERVICE = new Who("", "");

    private static final String HUB = "hub ";

    /** Of whom nothing else is known. */
    Who(String nick, String from) {
        this(nick, from, false);
    }

    /** Somebody at a hub of that name, which is all that is known of where they come from. */
    static Who at(String hub, String nick, boolean account) {
        return new Who(nick, HUB + hub, account);
    }

    /** True if a hub speaks for them. */
    boolean atHub() {
        return from.startsWith(HUB);
    }
}
