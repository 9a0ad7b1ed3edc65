package thiscord.rooms;

/**
 * Who asks for a change.
 *
 * @param nick empty for the service itself
 * @param from the address that they come from, or the hub that speaks for them; empty if that is not known
 */
record Who(String nick, String from) {
    /** The service, by itself. */
    static final Who SERVICE = new Who("", "");
}
