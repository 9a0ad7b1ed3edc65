package thiscord.hub.session;

import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;

/** What one session says: in rooms, to one person, or to nobody but itself. Lives on the session's loop. */
final class Talk {
    private final Session session;
    private final Lobby lobby;
    private final Checks checks;

    Talk(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
    }

    void say(Command.Say c) {
        if (c.room() == null
                && session.seating().current() == null
                && !c.action()
                && !session.dialect().strict()) {
            echo(c.text());
            return;
        }
        Seat seat = checks.seat(c.room(), c);
        if (seat == null || checks.tooLong(c.text(), c)) {
            return;
        }
        if (c.text().isBlank()) {
            if (session.dialect().strict()) {
                session.refuse(Reason.BAD_FIELD, "'text' has at least one character that shows.", c.id());
            }
            return;
        }
        seat.room().say(seat, c.text(), c.action(), c.id());
        session.spoke(seat);
    }

    /** A text session that is in no room gets its lines back. */
    private void echo(String text) {
        if (text.equals("exit")) {
            session.end(CloseReason.QUIT);
        } else {
            session.tell(new Event.Echo(text));
        }
    }

    void msg(Command.Msg c) {
        if (checks.noHello(c) || checks.refused(Names.checkNick(c.to()), c) || checks.tooLong(c.text(), c)) {
            return;
        }
        Session to = lobby.nicks().find(c.to());
        if (to == null) {
            session.refuse(Reason.NO_SUCH_NICK, "Nobody here is '" + c.to() + "'. /who lists who is.", c.id());
            return;
        }
        Event.Direct said = new Event.Direct(
                session.identity().nickOrGuest(), c.to(), c.text(), System.currentTimeMillis(), c.id());
        session.hold();
        to.loop().post(() -> {
            boolean taken = to == session || (!to.ended() && to.outbox().writable());
            if (taken && to != session) {
                to.tell(said);
            }
            session.loop().post(() -> sent(said, taken));
        });
    }

    private void sent(Event.Direct said, boolean taken) {
        if (taken) {
            session.tell(said);
        } else {
            String text = said.to() + " does not read what it is sent; try later.";
            session.refuse(Reason.NOT_READING, text, said.id());
        }
        session.release();
    }
}
