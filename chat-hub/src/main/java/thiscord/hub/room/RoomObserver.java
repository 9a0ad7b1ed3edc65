package thiscord.hub.room;

import thiscord.protocol.Event;

/** Hears what happens in rooms, for the event plane and the room service. Called on rooms' loops; must not block. */
public interface RoomObserver {
    void joined(String room, String nick);

    /** @param meant true if the member left, false if its connection ended */
    void left(String room, String nick, boolean meant);

    /** A message was stored and shown. */
    void said(Event.Message message);
}
