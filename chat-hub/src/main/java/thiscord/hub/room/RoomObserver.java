package thiscord.hub.room;

import thiscord.protocol.Event;
import thiscord.protocol.rules.RoomRules;

/**
 * Hears what happens in rooms, for the event plane and the room service, with the rules that held then. Called on rooms' loops;
 * must not block.
 */
public interface RoomObserver {
    void joined(String room, String nick, RoomRules rules);

    /** @param meant true if the member left, false if its connection ended */
    void left(String room, String nick, boolean meant, RoomRules rules);

    /** The room does not exist any more: nothing of it is told from now on, and what was told is to be forgotten. */
    default void ended(String room) {
        // Nothing was kept of it.
    }

    /** A message was stored and shown. */
    void said(Event.Message message, RoomRules rules);

    /** Who hears the same of rooms that keep history. */
    default RoomObserver ofKept() {
        return this;
    }
}
