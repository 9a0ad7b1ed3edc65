package thiscord.hub.session;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.hub.directory.Answer;
import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * What a command has to pass before it is carried out: each check refuses what does not, and says so to the caller.
 * Lives on the session's loop.
 */
final class Checks {
    private final Session session;

    Checks(Session session) {
        this.session = session;
    }

    /** The seat in that room, or in the current one; if there is none, that is refused. */
    @Nullable
    Seat seat(@Nullable String room, Command c) {
        if (noHello(c)) {
            return null;
        }
        Seat seat =
                room == null ? session.seating().current() : session.seating().find(room);
        if (seat == null) {
            session.refuse(Reason.NOT_IN_ROOM, notIn(room), c.id());
        }
        return seat;
    }

    private String notIn(@Nullable String room) {
        if (room != null) {
            return "You are not in '" + room + "'. /join enters it, /rooms lists what there is.";
        }
        return session.seating().all().isEmpty()
                ? "You are in no room. /join ROOM enters one, /rooms lists them."
                : "That was not said: you are no longer in the room where you talked. /join ROOM says where to talk now.";
    }

    /** True, and refused, if the dialect wants a nick first and there is none. */
    boolean noHello(Command c) {
        boolean missing = session.dialect().strict() && session.identity().nick() == null;
        if (missing) {
            session.refuse(Reason.HELLO_FIRST, "Say who you are first: {\"type\":\"hello\",\"nick\":\"…\"}.", c.id());
        }
        Refusal shut = missing || session.identity().nick() != null
                ? null
                : session.lobby().people().guest(session.isLocal());
        return missing || refused(shut, c);
    }

    /** True, and refused, if a text is over the limit. */
    boolean tooLong(String text, Command c) {
        int most = session.lobby().limits().textChars();
        if (text.length() > most) {
            session.refuse(
                    Reason.TEXT_TOO_LONG,
                    "A text has at most " + most + " characters; that had " + text.length() + ".",
                    c.id());
        }
        return text.length() > most;
    }

    /** True, and told, if there is a refusal. */
    boolean refused(@Nullable Refusal refusal, Command c) {
        if (refusal != null) {
            session.refuse(refusal, c.id());
        }
        return refusal != null;
    }

    /**
     * Holds the session until each of those rooms has said whether something may reach the others there; then goes on, which must
     * release, or refuses.
     */
    void reach(Collection<Seat> seats, Command c, Runnable then) {
        session.hold();
        ask(List.copyOf(seats).iterator(), c, then);
    }

    private void ask(Iterator<Seat> rest, Command c, Runnable then) {
        if (!rest.hasNext()) {
            then.run();
            return;
        }
        Seat seat = rest.next();
        seat.room()
                .reach(
                        seat,
                        no -> session.post(() -> {
                            if (session.ended() || refused(no, c)) {
                                session.release();
                            } else {
                                ask(rest, c, then);
                            }
                        }));
    }

    /** Holds the session until the directory answers; a value is given on, which must release, a refusal is told. */
    <T> void ask(CompletionStage<Answer<T>> question, Command c, Consumer<T> then) {
        session.hold();
        question.thenAccept(answer -> session.post(() -> {
            if (session.ended() || refused(answer.refusal(), c)) {
                session.release();
            } else {
                then.accept(answer.value());
            }
        }));
    }
}
