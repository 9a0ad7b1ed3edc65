package thiscord.hub;

import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.RoomObserver;
import thiscord.hub.session.SessionObserver;
import thiscord.protocol.Event;
import thiscord.protocol.rules.RoomRules;

/** For a hub without an event plane: only the room service hears. Costs nothing per message. */
record QuietEvents(RoomDirectory directory) implements RoomObserver, SessionObserver {
    @Override
    public void joined(String room, String nick, RoomRules rules) {
        directory.report(room, nick, true, false);
    }

    @Override
    public void left(String room, String nick, boolean meant, RoomRules rules) {
        directory.report(room, nick, false, meant);
    }

    @Override
    public void said(Event.Message message, RoomRules rules) {
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
