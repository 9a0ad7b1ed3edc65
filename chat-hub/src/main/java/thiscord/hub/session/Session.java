package thiscord.hub.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Outbox;
import thiscord.hub.room.Occupant;
import thiscord.hub.room.Seat;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * One peer: its nick, its seats, its state. Lives on its loop; {@link #loop} and {@link #id} are for any thread. What a
 * peer asks is carried out in {@link Commands}.
 *
 * <p>Commands are carried out in order, one at a time: one that needs an answer from elsewhere holds the session
 * ({@link #hold}), and no further line is read until it is released.
 */
public final class Session implements Occupant {
    private static final int MOST_AHEAD = 512;

    private final long id;
    private final Loop loop;
    private final Connection connection;
    private final Outbox outbox;
    private final Dialect dialect;
    private final Lobby lobby;
    private Map<String, Seat> seats = Map.of();
    private @Nullable String nick;
    private @Nullable Seat current;
    private @Nullable Set<String> invitations;
    private int told;
    private int ahead;
    private boolean held;
    private boolean ended;

    Session(long id, Loop loop, Connection connection, Outbox outbox, Dialect dialect, Lobby lobby) {
        this.id = id;
        this.loop = loop;
        this.connection = connection;
        this.outbox = outbox;
        this.dialect = dialect;
        this.lobby = lobby;
    }

    /** 1, 2, 3 … within the hub. */
    public long id() {
        return id;
    }

    /** Where it lives. */
    public Loop loop() {
        return loop;
    }

    Lobby lobby() {
        return lobby;
    }

    Dialect dialect() {
        return dialect;
    }

    Outbox outbox() {
        return outbox;
    }

    /** The nick, or null before one was taken. */
    @Nullable
    String nick() {
        return nick;
    }

    /** The nick; if none was taken yet, a guest's. */
    String nickOrGuest() {
        String name = nick;
        for (int again = 0; name == null; again++) {
            name = takeNick("guest" + id + (again == 0 ? "" : "-" + again)) == null ? nick : null;
        }
        return name;
    }

    /** Takes a nick: null if it was free, else why not. The one before is kept until {@link #giveBack}. */
    @Nullable
    Refusal takeNick(String wanted) {
        Refusal wrong = Names.checkNick(wanted);
        if (wrong != null) {
            return wrong;
        }
        if (!lobby.nicks().claim(wanted, this)) {
            return new Refusal(Reason.NICK_IN_USE, "Somebody is '" + wanted + "' already; take another nick.");
        }
        String before = nick;
        nick = wanted;
        if (before == null) {
            lobby.observer().login(wanted);
        }
        return null;
    }

    /** Lets others have a nick that it wore, once its rooms know: who takes it must not come to them before that. */
    void giveBack(String before) {
        if (nick == null || !Names.key(before).equals(Names.key(nick))) {
            lobby.nicks().release(before, this);
        }
    }

    Collection<Seat> seats() {
        return seats.values();
    }

    @Nullable
    Seat seat(String room) {
        return seats.get(Names.key(room));
    }

    @Nullable
    Seat current() {
        return current;
    }

    void current(Seat seat) {
        current = seat;
    }

    /** Gives a seat up: its room is told by the caller. */
    void drop(Seat seat) {
        seats.values().remove(seat);
        seat.subscription().end();
        if (current == seat) {
            current = null;
            for (Seat other : seats.values()) {
                current = other;
            }
        }
    }

    boolean ended() {
        return ended;
    }

    /** Until {@link #release}, no further line is read. */
    void hold() {
        held = true;
        connection.reading();
    }

    /** Holds it until the room has answered to all that was asked of it so far. */
    void waitFor(Seat seat) {
        hold();
        seat.room().whenSaid(seat, this::release);
    }

    /** It said something in a room; now and then it waits, so as not to be far ahead of a room on another loop. */
    void spoke(Seat seat) {
        if (++ahead == MOST_AHEAD) {
            ahead = 0;
            waitFor(seat);
        }
    }

    void release() {
        if (held) {
            held = false;
            connection.goOn();
        }
    }

    boolean held() {
        return held;
    }

    /** Adds an event behind everything that the rooms said before. */
    @Override
    public void tell(Event event) {
        if (!ended) {
            settle();
            if (event instanceof Event.Refused) {
                lobby.tally().refused(((Event.Refused) event).refusal().reason());
            }
            byte[] line = dialect.encode(event);
            told += line.length;
            outbox.append(line);
        }
    }

    /** How many bytes were told since this was asked last; a turn that tells many must look whether they are taken. */
    int told() {
        return told;
    }

    /** Writes what was told. */
    void flush() {
        told = 0;
        outbox.flush();
    }

    /** Runs a task on this session's loop, later or at once; if it fails, so does the session, and nothing else. */
    void post(Runnable task) {
        loop.post(() -> connection.guard(task));
    }

    /** Runs a task once the rooms have answered to all that this session said. */
    void whenHeard(Runnable task) {
        int[] waiting = {1};
        Runnable one = () -> {
            if (--waiting[0] == 0) {
                task.run();
            }
        };
        for (Seat seat : new ArrayList<>(seats.values())) {
            waiting[0]++;
            seat.room().whenSaid(seat, one);
        }
        one.run();
    }

    /** Takes what the rooms have said so far into the outbox. */
    void settle() {
        for (Seat seat : seats.values()) {
            seat.subscription().settle();
        }
    }

    void refuse(Refusal refusal, @Nullable String answerTo) {
        tell(new Event.Refused(refusal, answerTo));
    }

    void refuse(Reason reason, String text, @Nullable String answerTo) {
        refuse(new Refusal(reason, text), answerTo);
    }

    @Override
    public boolean entered(Seat seat, Event joined) {
        if (ended) {
            return false;
        }
        tell(joined);
        if (seats.isEmpty()) {
            seats = new LinkedHashMap<>(4);
        }
        seats.put(Names.key(seat.room().name()), seat);
        current = seat;
        return true;
    }

    @Override
    public void seated() {
        release();
    }

    @Override
    public void turnedAway(Seat seat, Event refused) {
        tell(refused);
        release();
    }

    @Override
    public void removed(Seat seat, String why) {
        if (seats.containsValue(seat)) {
            drop(seat);
            tell(new Event.Left(seat.room().name(), why, null));
        }
    }

    /** It was made a member of a room elsewhere; it enters once it is free. */
    void enterFromElsewhere(String room) {
        Set<String> all = invitations == null ? new LinkedHashSet<>(2) : invitations;
        if (!ended && all.size() < lobby.limits().roomsPerSession()) {
            all.add(room);
            invitations = all;
            connection.goOn();
        }
    }

    /** Takes the next room that it was made a member of elsewhere; null if there is none. */
    @Nullable
    String nextInvitation() {
        Set<String> all = invitations;
        if (all == null) {
            return null;
        }
        String room = all.iterator().next();
        all.remove(room);
        invitations = all.isEmpty() ? null : all;
        return room;
    }

    /** The outbox can take more. */
    void writable() {
        for (Seat seat : new ArrayList<>(seats.values())) {
            seat.subscription().resume();
        }
    }

    /** Refuses a line over the limit; a strict dialect ends with it, since its next line cannot be trusted. */
    void lineTooLong() {
        int most = lobby.limits().lineBytes();
        refuse(Reason.LINE_TOO_LONG, "A line has at most " + most + " bytes; that one was longer.", null);
        if (dialect.strict()) {
            bye(CloseReason.LINE_TOO_LONG, "A line was too long.");
        }
    }

    /** Ends for having been over its pace for too long. */
    void tooFast() {
        refuse(Reason.TOO_FAST, "You sent faster than allowed for too long; come back and send less.", null);
        bye(CloseReason.TOO_FAST, "You sent too fast for too long.");
    }

    /** Says goodbye; the connection closes once that is written. */
    void bye(CloseReason reason, String why) {
        tell(new Event.Bye(why));
        connection.end(reason);
    }

    void end(CloseReason reason) {
        connection.end(reason);
    }

    /** The connection is gone: seats and nick are given back. */
    void gone(boolean meant) {
        if (ended) {
            return;
        }
        ended = true;
        for (Seat seat : seats.values()) {
            seat.subscription().end();
            seat.room().leave(seat, meant);
        }
        seats = Map.of();
        current = null;
        if (nick != null) {
            lobby.nicks().release(nick, this);
            lobby.observer().logout(nick);
        }
    }

    @Override
    public String toString() {
        return "session " + id + " " + (nick == null ? "-" : nick) + "@" + connection.address();
    }
}
