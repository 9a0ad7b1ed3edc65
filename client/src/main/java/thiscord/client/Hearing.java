package thiscord.client;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.EventVisitor;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** What each event of an open session means: the hub's side of {@link ClientSession}. */
final class Hearing implements EventVisitor<@Nullable Void> {
    private final RoomBook rooms;
    private final NickBook nicks;
    private final Letters letters = new Letters();
    private String ownPing = "";
    private long now;

    Hearing(RoomBook rooms, NickBook nicks) {
        this.rooms = rooms;
        this.nicks = nicks;
    }

    void hear(Event event, long at) {
        now = at;
        event.accept(this);
    }

    /** The pong with that id is nobody's business. */
    void ownPing(String id) {
        ownPing = id;
    }

    private @Nullable Void shown(@Nullable String id, Event e) {
        rooms.showAndAnswer(id, e);
        return null;
    }

    @Override
    public @Nullable Void welcome(Event.Welcome e) {
        nicks.wear(e.nick());
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void challenge(Event.Challenge e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void joined(Event.Joined e) {
        RoomTrack track = rooms.track(e.room());
        if (track != null) {
            track.joined(e);
            track.holdUntil = now + RoomBook.AGAIN_MILLIS;
        }
        shown(e.id(), e);
        if (track != null) {
            rooms.sendSaid(track);
        }
        return null;
    }

    @Override
    public @Nullable Void left(Event.Left e) {
        String why = e.why();
        shown(e.id(), e);
        if (why != null) {
            rooms.remove(e.room());
            String text = "You are no longer in " + e.room() + ": " + why;
            rooms.refuseSaid(e.room(), new Refusal(Reason.NOT_IN_ROOM, text));
        }
        return null;
    }

    @Override
    public @Nullable Void presence(Event.Presence e) {
        return shown(null, e);
    }

    @Override
    public @Nullable Void renamed(Event.Renamed e) {
        if (e.room() == null) {
            nicks.wear(e.to());
        }
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void message(Event.Message e) {
        boolean echo = Asked.says(rooms.asked.find(e.id())) && nicks.isOurs(e.from());
        RoomTrack track = rooms.track(e.room());
        if (track == null) {
            return shown(echo ? e.id() : null, e);
        }
        RoomTrack.Verdict verdict = track.take(e);
        Event.Missed hole = track.hole();
        if (hole != null) {
            rooms.show(hole);
        }
        if (verdict != RoomTrack.Verdict.TWIN) {
            rooms.show(e);
        }
        rooms.answer(echo ? e.id() : null, e);
        track.holdUntil = now + RoomBook.AGAIN_MILLIS;
        rooms.sendSaid(track);
        return null;
    }

    @Override
    public @Nullable Void direct(Event.Direct e) {
        if (letters.seen(e.mail())) {
            return null;
        }
        boolean echo = e.mail() == 0 && rooms.asked.find(e.id()) instanceof Command.Msg && nicks.isOurs(e.from());
        return shown(echo ? e.id() : null, e);
    }

    @Override
    public @Nullable Void mention(Event.Mention e) {
        return letters.seen(e.mail()) ? null : shown(null, e);
    }

    @Override
    public @Nullable Void topic(Event.Topic e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void board(Event.Board e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void members(Event.Members e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void rooms(Event.Rooms e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void history(Event.History e) {
        historyAnswered(e.room());
        return shown(e.id(), e);
    }

    private void historyAnswered(@Nullable String room) {
        RoomTrack track = rooms.track(room);
        if (track != null) {
            track.historyAnswered();
        }
    }

    @Override
    public @Nullable Void created(Event.Created e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void behind(Event.Behind e) {
        return shown(null, e);
    }

    @Override
    public @Nullable Void missed(Event.Missed e) {
        rooms.show(e);
        RoomTrack track = rooms.track(e.room());
        if (track != null) {
            track.missed(e);
            rooms.sendSaid(track);
        }
        return null;
    }

    @Override
    public @Nullable Void notice(Event.Notice e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void pong(Event.Pong e) {
        return ownPing.equals(e.id()) ? null : shown(e.id(), e);
    }

    @Override
    public @Nullable Void help(Event.Help e) {
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void echo(Event.Echo e) {
        return shown(null, e);
    }

    @Override
    public @Nullable Void refused(Event.Refused e) {
        rooms.joinRefused(e, now);
        Command refused = rooms.asked.find(e.id());
        if (refused instanceof Command.History) {
            historyAnswered(((Command.History) refused).room());
        }
        return shown(e.id(), e);
    }

    @Override
    public @Nullable Void bye(Event.Bye e) {
        return shown(null, e);
    }
}
