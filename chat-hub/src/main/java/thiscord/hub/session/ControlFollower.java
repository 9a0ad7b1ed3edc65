package thiscord.hub.session;

import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Reason;

/** Carries out in the hub what was changed over RMI. Thread-safe: posts to the loops of rooms and sessions. */
public record ControlFollower(Lobby lobby) implements RoomDirectory.Follower {
    @Override
    public void deleted(String room, long id) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null && open.id() == id) {
            lobby.rooms().close(open, "The room was deleted.");
        }
        lobby.rooms().erase(id);
    }

    @Override
    public void topic(String room, String topic, String by) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            open.setTopic(topic, by);
        }
    }

    @Override
    public void joined(String room, String nick) {
        Session session = lobby.nicks().find(nick);
        if (session != null) {
            session.loop().post(() -> session.enterFromElsewhere(room));
        }
    }

    @Override
    public void left(String room, String nick) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            open.expel(nick, "Your membership was ended.");
        }
    }

    @Override
    public void lost() {
        for (ActiveRoom open : lobby.rooms().all()) {
            lobby.directory().find(open.name()).thenAccept(found -> compare(open, found));
        }
        new KeptRooms(lobby).compare();
    }

    private void compare(ActiveRoom open, Answer<RoomCard> found) {
        if (found.refusal() == null && found.value().id() == open.id()) {
            open.setTopic(found.value().topic(), "");
        } else if (found.refusal() == null || found.refusedFor(Reason.NO_SUCH_ROOM)) {
            lobby.rooms().close(open, "The room was deleted.");
        }
    }
}
