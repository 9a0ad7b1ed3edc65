package thiscord.hub.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import thiscord.hub.directory.Answer;
import thiscord.hub.engine.Member;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.RoomCard;
import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.RoomRules;

/** Takes one session into rooms and out of them, and makes rooms. Lives on the session's loop. */
final class Doors {
    private final Session session;
    private final Lobby lobby;
    private final Checks checks;

    Doors(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
    }

    void create(Command.Create c) {
        Refusal wrong = Names.checkRoom(c.room());
        if (checks.noHello(c) || checks.refused(wrong, c)) {
            return;
        }
        String keeps = c.keeps() == null ? "" : c.keeps();
        checks.ask(lobby.directory().create(c.room(), keeps, session.identity().nickOrGuest()), c, card -> {
            session.tell(new Event.Created(card.name(), card.keeps(), c.id()));
            session.release();
        });
    }

    void join(Command.Join c) {
        Refusal wrong = Names.checkRoom(c.room());
        if (checks.noHello(c) || checks.refused(wrong, c)) {
            return;
        }
        Seat seat = session.seating().find(c.room());
        if (seat != null) {
            session.seating().current(seat);
            seat.room().describe(seat, c.id());
            session.waitFor(seat);
            return;
        }
        int most = lobby.limits().roomsPerSession();
        if (session.seating().all().size() >= most) {
            session.refuse(
                    Reason.TOO_MANY_ROOMS, "You are in " + most + " rooms, which is the most; /leave one.", c.id());
            return;
        }
        ActiveRoom open = lobby.rooms().find(c.room());
        if (open != null && !open.hides(session.identity().nickOrGuest())) {
            enter(open, c);
        } else {
            checks.ask(findOrCreate(c.room()), c, card -> open(card, c));
        }
    }

    private CompletionStage<Answer<RoomCard>> findOrCreate(String room) {
        String nick = session.identity().nickOrGuest();
        CompletionStage<Answer<RoomCard>> found = find(room, nick);
        if (!lobby.openRooms()) {
            return found;
        }
        // Somebody else may create it in between: then it is found after all.
        return found.thenCompose(f -> f.refusedFor(Reason.NO_SUCH_ROOM)
                ? lobby.directory()
                        .create(room, "", nick)
                        .thenCompose(made -> made.refusedFor(Reason.ROOM_EXISTS)
                                ? find(room, nick).thenApply(now -> now.refusal() == null ? now : made)
                                : CompletableFuture.completedFuture(made))
                : CompletableFuture.completedFuture(f));
    }

    /** One that is hidden from the nick is answered as one that there is not. */
    private CompletionStage<Answer<RoomCard>> find(String room, String nick) {
        return lobby.directory()
                .find(room)
                .thenApply(found ->
                        found.refusal() == null && found.value().rules().hides(nick)
                                ? Answer.refused(RoomRules.none(room))
                                : found);
    }

    private void open(RoomCard card, Command.Join c) {
        if (checks.refused(lobby.rooms().refuses(card.keeps()), c)) {
            session.release();
            return;
        }
        ActiveRoom room = lobby.rooms().open(card, session.loop());
        if (room == null) {
            String most = "This server has " + lobby.limits().rooms() + " rooms open, which is the most; try later.";
            session.refuse(Reason.TOO_MANY_ROOMS, most, c.id());
            session.release();
        } else {
            // What changed between the answer and the opening nobody told the room.
            lobby.looks().anew(room.name());
            enter(room, c);
        }
    }

    private void enter(ActiveRoom room, Command.Join c) {
        session.hold();
        Subscription reading = new Subscription(room.name(), session.dialect(), session.outbox(), room.feed());
        room.join(new Seat(room, new Member(session.identity().nickOrGuest()), reading, session.loop(), session), c);
    }

    void leave(Command.Leave c) {
        Seat seat = checks.seat(c.room(), c);
        if (seat != null) {
            session.hold();
            seat.room().whenSaid(seat, () -> left(seat, c));
        }
    }

    private void left(Seat seat, Command.Leave c) {
        if (session.seating().has(seat)) {
            session.seating().drop(seat);
            seat.room().leave(seat, true);
            session.tell(new Event.Left(seat.room().name(), null, c.id()));
        }
        session.release();
    }

    /** Takes the session into a room because it was made a member elsewhere. */
    void joinFromElsewhere(String room) {
        if (session.seating().find(room) == null) {
            join(new Command.Join(room, Command.Join.NONE, null, 0, null));
        }
    }
}
