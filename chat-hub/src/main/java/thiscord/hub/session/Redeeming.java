package thiscord.hub.session;

import java.util.function.Consumer;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * Takes up an invitation for one session: the room service counts the use and gives the role, while the session is held.
 * Lives on the session's loop.
 */
final class Redeeming {
    private static final int MOST_SECRET = 100;

    private final Session session;
    private final Lobby lobby;
    private final Checks checks;

    Redeeming(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
    }

    /** For a guest, who is let in by it if by nothing else. */
    void asGuest(Command.Hello c, String secret, Runnable then) {
        String nick = c.nick();
        if (checks.refused(session.identity().inTheWay(nick), c)) {
            return;
        }
        boolean stranger = lobby.people().guest(session.isLocal()) != null;
        redeem(secret, nick, stranger, c, room -> {
            session.identity().invited(nick);
            then.run();
        });
    }

    /** For the nick that is worn. */
    void asWorn(Command.Redeem c) {
        if (checks.noHello(c)) {
            return;
        }
        String nick = session.identity().nick();
        if (nick == null) {
            session.refuse(Reason.BAD_NICK, "Take the nick first that the invitation is for: /nick NAME.", c.id());
            return;
        }
        boolean stranger = !session.identity().isAccount(nick) && lobby.people().guest(session.isLocal()) != null;
        redeem(c.invitation(), nick, stranger, c, room -> {
            String text = "the invitation is taken up; /join " + room + " enters it";
            session.tell(new Event.Notice(room, text, null, c.id()));
        });
    }

    /**
     * Gives the room's name on once the role is given and the room, if it is open here, knows of it; or refuses.
     *
     * @param stranger true if nothing else lets that nick in
     */
    void redeem(String secret, String nick, boolean stranger, Command c, Consumer<String> then) {
        Refusal wrong = secret.length() <= MOST_SECRET
                ? null
                : new Refusal(
                        Reason.BAD_INVITATION, "The secret of an invitation is not that long; is the line right?");
        if (checks.refused(wrong, c)) {
            session.release();
            return;
        }
        checks.ask(lobby.directory().redeem(secret, nick, session.address(), stranger), c, room -> {
            lobby.looks().anew(room);
            lobby.looks()
                    .whenLooked(
                            room,
                            () -> session.post(() -> session.releaseAfter(() -> {
                                if (!session.ended()) {
                                    then.accept(room);
                                }
                            })));
        });
    }
}
