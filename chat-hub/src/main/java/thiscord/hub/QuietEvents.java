package thiscord.hub;

import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.RoomObserver;
import thiscord.hub.session.SessionObserver;
import thiscord.protocol.Event;

/** For a hub without an event plane: only the room service hears. Costs nothing per message. */
record QuietEvents(RoomDirectory directory) implements RoomObserver, SessionObserver {
    @Override
    public void joined(String room, String nick) {
        directory.report(room, nick, true, false);
    }

    @Override
    public void left(String room, String nick, boolean meant) {
        directory.report(room, nick, false, meant);
    }

    @Override
    public void said(Event.Message message) {
        // Nobody listens.
    }

    @Override
    public void login(String nick) {
        // Nobody listens.
    }

    @Override
    public void logout(String nick) {
        // Nobody listens.
    }
}
