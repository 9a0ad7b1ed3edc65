package thiscord.hub.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/** Under which nick one session goes. Lives on the session's loop. */
final class Greetings {
    /** To tell a room of another nick costs as much as a line, and as another for each so many members. */
    private static final int MEMBERS_A_LINE = 5;

    private static final int MOST_LINES = 10_000;

    private final Session session;
    private final Lobby lobby;
    private final Checks checks;
    private final Logins logins;
    private final Redeeming redeeming;

    Greetings(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
        this.redeeming = new Redeeming(session, checks);
        this.logins = new Logins(session, checks, this, redeeming);
    }

    void hello(Command.Hello c) {
        session.takeOver().byHello(c, () -> begin(c));
    }

    private void begin(Command.Hello c) {
        String invitation = c.invitation();
        if (c.ticket() != null || c.password() != null || c.key() != null) {
            logins.hello(c);
        } else if (invitation != null) {
            redeeming.asGuest(c, invitation, () -> guest(c));
        } else {
            guest(c);
        }
    }

    private void guest(Command.Hello c) {
        changing(c.nick(), c, () -> named(c));
    }

    /** The rooms that would be told of another nick are asked first, as of anything that reaches others. */
    private void changing(String wanted, Command c, Runnable then) {
        boolean same = wanted.equals(session.identity().nick());
        checks.reach(same ? List.of() : session.seating().all(), c, () -> session.releaseAfter(then));
    }

    private void named(Command.Hello c) {
        String before = session.identity().nick();
        Refusal wrong = session.identity().take(c.nick());
        if (wrong != null) {
            session.refuse(wrong, c.id());
            return;
        }
        String now = session.identity().nickOrGuest();
        session.tell(new Event.Welcome(
                now,
                lobby.server(),
                lobby.limits(),
                null,
                null,
                0,
                session.takeOver().issue(),
                c.id()));
        renamed(before, now);
        session.delivery().begin(true);
    }

    void proof(Command.Proof c) {
        logins.proof(c);
    }

    void register(Command.Register c) {
        logins.register(c);
    }

    void redeem(Command.Redeem c) {
        redeeming.asWorn(c);
    }

    void nick(Command.Nick c) {
        if (!checks.noHello(c)) {
            changing(c.nick(), c, () -> renamed(c));
        }
    }

    private void renamed(Command.Nick c) {
        String before = session.identity().nick();
        Refusal wrong = session.identity().take(c.nick());
        if (wrong != null) {
            session.refuse(wrong, c.id());
            return;
        }
        String now = session.identity().nickOrGuest();
        session.tell(new Event.Renamed(null, before == null ? "" : before, now, c.id()));
        renamed(before, now);
        session.delivery().begin(true);
    }

    /** Rooms hear of it, and the nick before is free. */
    void renamed(@Nullable String before, String now) {
        if (before != null && !before.equals(now)) {
            int told = 0;
            for (Seat seat : session.seating().all()) {
                told += 1 + seat.room().size() / MEMBERS_A_LINE;
                seat.room().rename(seat, now);
            }
            session.charge(Math.min(told, MOST_LINES));
            session.identity().settled();
        }
    }
}
