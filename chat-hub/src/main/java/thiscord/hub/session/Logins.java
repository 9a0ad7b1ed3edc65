package thiscord.hub.session;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.Ticket;

/**
 * Lets one session in as an account. A ticket is checked here and now; passwords and keys by the room service, while the
 * session is held. Lives on the session's loop.
 */
final class Logins {
    private static final int MOST_BAD_TICKETS = 3;
    /** To check a signature keeps the loop as long as so many lines. */
    private static final int LINES_OF_A_BAD_TICKET = 20;

    /** What a key was asked to sign. */
    private record Asked(
            String name, String key, String nonce, @Nullable String invitation) {}

    private final Session session;
    private final Lobby lobby;
    private final Checks checks;
    private final Greetings greetings;
    private final Redeeming redeeming;
    private @Nullable Asked asked;
    private int badTickets;

    Logins(Session session, Checks checks, Greetings greetings, Redeeming redeeming) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
        this.greetings = greetings;
        this.redeeming = redeeming;
    }

    /** One with a ticket, a password or a key; of several the first counts. */
    void hello(Command.Hello c) {
        asked = null;
        Refusal wrong = Names.checkNick(c.nick());
        String ticket = c.ticket();
        String password = c.password();
        String key = c.key();
        if (checks.refused(wrong, c)) {
            return;
        }
        if (ticket != null) {
            byTicket(c, ticket);
        } else if (password != null) {
            if (!tooLong(password, Credential.MOST_PASSWORD, "password", c)) {
                ask(Credential.password(c.nick(), password), c.nick(), c.invitation(), c);
            }
        } else if (key != null && !tooLong(key, Ed25519.MOST_KEY_CHARS, "key", c)) {
            checks.ask(lobby.directory().challenge(c.nick(), key), c, nonce -> {
                asked = new Asked(c.nick(), key, nonce, c.invitation());
                session.tell(new Event.Challenge(nonce, c.id()));
                session.release();
            });
        }
    }

    private boolean tooLong(String secret, int most, String what, Command c) {
        return checks.refused(
                secret.length() <= most
                        ? null
                        : new Refusal(Reason.BAD_FIELD, "A " + what + " has at most " + most + " characters."),
                c);
    }

    private void byTicket(Command.Hello c, String text) {
        Ticket ticket = lobby.people().check(c.nick(), text);
        if (ticket == null) {
            session.refuse(
                    Reason.BAD_LOGIN,
                    "That is no ticket of '" + c.nick() + "' that holds now; log in with the password or a key.",
                    c.id());
            session.charge(LINES_OF_A_BAD_TICKET);
            if (++badTickets == MOST_BAD_TICKETS) {
                session.bye(CloseReason.BAD_TICKETS, "Too many tickets that were none.");
            }
        } else {
            admitted(
                    new Admission(ticket.name(), ticket.generation(), text, ticket.expires()),
                    c.nick(),
                    c.invitation(),
                    c);
        }
    }

    void proof(Command.Proof c) {
        Asked now = asked;
        asked = null;
        if (now == null) {
            session.refuse(Reason.BAD_FIELD, "There is no challenge to answer; say hello with a key first.", c.id());
        } else if (!tooLong(c.signature(), Ed25519.MOST_SIGNATURE_CHARS, "signature", c)) {
            ask(Credential.key(now.name(), now.key(), now.nonce(), c.signature()), now.name(), now.invitation(), c);
        }
    }

    private void ask(Credential shown, String nick, @Nullable String invitation, Command c) {
        checks.ask(
                lobby.directory().login(shown, session.address()),
                c,
                admitted -> admitted(admitted, nick, invitation, c));
    }

    /** It is the account; takes up the invitation first, if there is one. */
    private void admitted(Admission admitted, String nick, @Nullable String invitation, Command c) {
        if (invitation == null) {
            session.releaseAfter(() -> enter(admitted, c));
        } else {
            redeeming.redeem(invitation, nick, false, c, room -> enter(admitted, c));
        }
    }

    private void enter(Admission admitted, Command c) {
        session.takeOver().byLogin(admitted.account(), () -> entered(admitted, c));
    }

    private void entered(Admission admitted, Command c) {
        String before = session.identity().nick();
        Refusal wrong = session.identity().take(new Identity.Entry(admitted.account(), admitted.generation()));
        if (!checks.refused(wrong, c)) {
            welcome(admitted, c);
            greetings.renamed(before, admitted.account());
            session.delivery().begin(true);
            session.endIfVoid(false);
        }
    }

    private void welcome(Admission admitted, Command c) {
        session.tell(new Event.Welcome(
                admitted.account(),
                lobby.server(),
                lobby.limits(),
                admitted.account(),
                admitted.ticket(),
                admitted.expires(),
                session.takeOver().issue(),
                c.id()));
    }

    void register(Command.Register c) {
        String nick = session.identity().nick();
        if (checks.noHello(c) || tooLong(c.password(), Credential.MOST_PASSWORD, "password", c)) {
            return;
        }
        if (nick == null) {
            session.refuse(Reason.BAD_NICK, "Take the nick first that is to be yours: /nick NAME.", c.id());
            return;
        }
        session.hold();
        session.identity().registering();
        lobby.directory()
                .register(nick, c.password(), session.address())
                .thenAccept(answer -> session.post(() -> {
                    Admission made = answer.refusal() == null ? answer.value() : null;
                    session.identity()
                            .registered(made == null ? null : new Identity.Entry(made.account(), made.generation()));
                    if (!session.ended() && !checks.refused(answer.refusal(), c) && made != null) {
                        welcome(made, c);
                    }
                    session.endIfVoid(false);
                    session.release();
                }));
    }
}
