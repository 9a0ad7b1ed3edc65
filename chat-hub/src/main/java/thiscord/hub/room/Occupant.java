package thiscord.hub.room;

import thiscord.protocol.Event;

/** A session as a room sees it. Called on the session's loop. */
public interface Occupant {
    /** The room took the seat in; its subscription begins right after this, unless nobody is there any more: false. */
    boolean entered(Seat seat, Event joined);

    /** The subscription has begun: what is said from here on is heard. */
    void seated();

    /** The room did not. */
    void turnedAway(Seat seat, Event refused);

    /** The room took the seat out. */
    void removed(Seat seat, String why);

    /** The address that it comes from, in numbers; empty if that is not known. Any thread. */
    default String address() {
        return "";
    }

    /** Tells this session from all others of the hub. Any thread. */
    default String key() {
        return "";
    }

    /** Where a guest comes from by whom it may be known again; empty for accounts, and for this machine. Any thread. */
    default String guestAddress() {
        return "";
    }

    /** An answer. */
    void tell(Event event);
}
