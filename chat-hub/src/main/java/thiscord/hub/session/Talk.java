package thiscord.hub.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import thiscord.hub.room.Seat;
import thiscord.processing.calc.Calculator;
import thiscord.processing.calc.Wrong;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

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
                && session.seating().all().isEmpty()
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

    /** What it comes to is said like anything else; what is wrong with it is told to the session alone. */
    void calc(Command.Calc c) {
        int most = Command.Calc.MOST_CHARS;
        if (checks.seat(c.room(), c) == null) {
            return;
        }
        if (c.text().length() > most) {
            String text = "An expression has at most " + most + " characters; that had "
                    + c.text().length() + ".";
            session.refuse(Reason.TEXT_TOO_LONG, text, c.id());
            return;
        }
        String asked = c.text().strip().replaceAll("\\s+", " ");
        try {
            say(new Command.Say(c.room(), asked + " = " + Calculator.answer(asked), false, c.id()));
        } catch (Wrong wrong) {
            session.refuse(Reason.BAD_FIELD, "That was not said: " + wrong.line() + ".", c.id());
        }
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
        Event.Direct said = new Event.Direct(
                session.identity().nickOrGuest(), c.to(), c.text(), System.currentTimeMillis(), c.id());
        session.hold();
        lobby.directs().once(said, () -> send(said)).thenAccept(outcome -> session.post(() -> sent(outcome, c.id())));
    }

    private CompletionStage<DirectOnce.Outcome> send(Event.Direct said) {
        Session to = lobby.nicks().find(said.to());
        if (to == null) {
            return leave(said);
        }
        CompletableFuture<CompletionStage<DirectOnce.Outcome>> given = new CompletableFuture<>();
        to.loop().post(() -> given.complete(give(to, said)));
        return given.thenCompose(outcome -> outcome);
    }

    /** On the loop of whom it is for. */
    private CompletionStage<DirectOnce.Outcome> give(Session to, Event.Direct said) {
        if (to.ended() || !to.outbox().open()) {
            return leave(said);
        }
        if (to == session) {
            return outcome(said, null);
        }
        if (to.delivery().isBusy()) {
            // Behind what still waits, so that all have one order.
            return leave(said);
        }
        if (!to.outbox().writable()) {
            String text = said.to() + " does not read what it is sent; try later.";
            return outcome(said, new Refusal(Reason.NOT_READING, text));
        }
        to.tell(said);
        MailDesk mail = lobby.mail();
        if (mail != null && said.id() != null) {
            // One behind the other, so that no kill comes between: who has no receipt says it again, and it was given.
            to.flush();
            mail.gave(said);
        }
        return outcome(said, null);
    }

    /** It waits, if it may, until somebody wears the nick. Any thread. */
    private CompletionStage<DirectOnce.Outcome> leave(Event.Direct said) {
        MailDesk mail = lobby.mail();
        if (mail == null) {
            String text = "Nobody here is '" + said.to() + "', and this server has no data folder (see --data) where"
                    + " that could wait. /who lists who is here.";
            return outcome(said, new Refusal(Reason.NO_SUCH_NICK, text));
        }
        return mail.leave(said).thenApply(no -> new DirectOnce.Outcome(said.waiting(), no.orElse(null)));
    }

    private static CompletionStage<DirectOnce.Outcome> outcome(Event.Direct said, @Nullable Refusal refusal) {
        return CompletableFuture.completedFuture(new DirectOnce.Outcome(said, refusal));
    }

    private void sent(DirectOnce.Outcome outcome, @Nullable String id) {
        Refusal refusal = outcome.refusal();
        if (refusal == null) {
            session.tell(outcome.said());
        } else {
            session.refuse(refusal, id);
        }
        session.release();
    }
}
