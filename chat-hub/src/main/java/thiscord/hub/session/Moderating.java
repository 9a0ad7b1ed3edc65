package thiscord.hub.session;

import java.util.List;
import thiscord.hub.room.Seat;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;

/**
 * What one session decides about rooms and the people in them: says to the room service who it is, and gives back what that
 * answers. The session is held meanwhile, nobody else. Lives on the session's loop.
 */
final class Moderating {
    /** More than any reason may have, and all that crosses to the service. */
    private static final int MOST_WHY = 4000;

    private static final int MOST_LINES = 90;

    private final Session session;
    private final Lobby lobby;
    private final Checks checks;

    Moderating(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
    }

    /** In a room that is named one need not be: who is kept out of a room may still own it. */
    void moderate(Command.Moderate c) {
        if (checks.noHello(c) || checks.tooLong(c.about() + c.value() + c.why(), c)) {
            return;
        }
        String room = c.room();
        if (room == null) {
            Seat seat = checks.seat(null, c);
            room = seat == null ? null : seat.room().name();
        }
        if (room != null) {
            String name = room;
            Seat seat = session.seating().find(name);
            boolean writes = !c.why().isEmpty()
                    || c.action() == Action.LEASE && c.value().startsWith("more ");
            checks.reach(
                    seat != null && writes ? List.of(seat) : List.of(),
                    c,
                    () -> checks.ask(
                            lobby.directory().decide(decision(name, c)),
                            c,
                            decided -> answer(name, seat != null, c, decided)));
        }
    }

    private Decision decision(String room, Command.Moderate c) {
        String nick = session.identity().nickOrGuest();
        Session whom = c.action() == Action.BAN_ADDRESS ? lobby.nicks().find(c.about()) : null;
        return new Decision(
                c.action().wire(),
                cut(room),
                nick,
                cut(c.about()),
                cut(c.value()),
                cut(c.why(), MOST_WHY),
                session.address(),
                whom == null ? "" : whom.address());
    }

    /** What is longer than any name, address or time is refused by the service as it is without its end. */
    private static String cut(String text) {
        return cut(text, 200);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    /** Whoever hears what everybody in the room is told needs no other answer, unless it named the question. */
    private void answer(String room, boolean hears, Command.Moderate c, Decided decided) {
        if (c.id() != null || !hears || !decided.noticed()) {
            List<String> lines = decided.lines();
            int more = lines.size() - MOST_LINES;
            String text = String.join("\n", more > 0 ? lines.subList(0, MOST_LINES) : lines)
                    + (more > 0 ? "\nand " + more + " more; thiscord rooms roles lists them" : "");
            session.tell(new Event.Notice(shown(room), text, null, c.id()));
        }
        session.release();
    }

    private String shown(String room) {
        Seat seat = session.seating().find(room);
        return seat == null ? room : seat.room().name();
    }
}
