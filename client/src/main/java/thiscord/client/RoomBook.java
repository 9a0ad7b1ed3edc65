package thiscord.client;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.json.ClientJson;

/** The rooms of a session and what was asked in them: what {@link ClientSession} and {@link Hearing} share. */
final class RoomBook {
    /** Wait before a refused join is tried again, and for a replay that does not come. Milliseconds. */
    static final long AGAIN_MILLIS = 2_000;

    private static final Set<Reason> PASSING =
            EnumSet.of(Reason.ROOMS_UNAVAILABLE, Reason.SHUTTING_DOWN, Reason.TOO_FAST, Reason.ROOM_FULL);

    private final ClientSession.Effects effects;
    private final Map<String, RoomTrack> rooms = new LinkedHashMap<>();
    final Asked asked = new Asked();

    RoomBook(ClientSession.Effects effects) {
        this.effects = effects;
    }

    void send(Command command) {
        effects.send(ClientJson.encode(command));
    }

    void answer(@Nullable String id, Event event) {
        if (id != null && asked.remove(id)) {
            effects.answer(id, event);
        }
    }

    void show(Event event) {
        effects.show(event);
    }

    void showAndAnswer(@Nullable String id, Event event) {
        effects.show(event);
        answer(id, event);
    }

    void refuse(String id, Refusal why) {
        showAndAnswer(id, new Event.Refused(why, id));
    }

    void unanswered(List<String> ids) {
        for (String id : ids) {
            asked.remove(id);
            effects.unanswered(id);
        }
    }

    @Nullable
    RoomTrack track(@Nullable String room) {
        return room == null ? null : rooms.get(Names.key(room));
    }

    /** The track of a room that is wished for, new or old. */
    RoomTrack want(Command.Join wish, String id) {
        return rooms.computeIfAbsent(Names.key(wish.room()), key -> new RoomTrack(wish, id));
    }

    void remove(String room) {
        rooms.remove(Names.key(room));
    }

    void lost() {
        asked.lost();
        rooms.values().forEach(RoomTrack::lost);
    }

    List<ReadMark> marks() {
        return rooms.values().stream()
                .map(RoomTrack::mark)
                .filter(Objects::nonNull)
                .toList();
    }

    void join(RoomTrack track) {
        track.state = RoomTrack.State.JOINING;
        track.retryAt = 0;
        asked.sent(track.joinId);
        send(track.join());
    }

    /** There is a connection again: joins, and sends again what belongs to no room. */
    void opened() {
        rooms.values().forEach(this::join);
        asked.toSend(command -> command instanceof Command.Msg || command instanceof Command.Join)
                .forEach(this::send);
    }

    /** Sends what waits to be said in a room, in the order it was said, unless its echo may still be on its way. */
    void sendSaid(RoomTrack track) {
        if (track.caughtUp()) {
            asked.toSend(Asked.saidIn(track.name())).forEach(this::send);
        }
    }

    void refuseSaid(String room, Refusal why) {
        asked.ids(Asked.saidIn(room)).forEach(id -> refuse(id, why));
    }

    /** Refuses what waits to be said in a room and was not sent; what was sent gets its answer. */
    void refuseUnsent(String room, Refusal why) {
        asked.toSend(Asked.saidIn(room)).forEach(said -> refuse(Objects.requireNonNull(said.id()), why));
    }

    /** A join was refused: tried again if that may pass and the room was known, else given up; who was in it has left then. */
    void joinRefused(Event.Refused e, long now) {
        for (RoomTrack track : List.copyOf(rooms.values())) {
            if (track.state != RoomTrack.State.JOINING || !track.joinId.equals(e.id())) {
                continue;
            }
            if (track.known() && PASSING.contains(e.refusal().reason())) {
                track.state = RoomTrack.State.WANTED;
                track.retryAt = now + AGAIN_MILLIS;
            } else {
                remove(track.name());
                refuseSaid(track.name(), e.refusal());
                if (track.entered()) {
                    show(new Event.Left(track.name(), e.refusal().text(), null));
                }
            }
        }
    }

    /** Does what is due. */
    void again(long now) {
        for (RoomTrack track : rooms.values()) {
            if (track.retryAt != 0 && now >= track.retryAt) {
                join(track);
            }
            if (track.state == RoomTrack.State.IN && !track.caughtUp() && now >= track.holdUntil) {
                track.giveUpCatchingUp();
                sendSaid(track);
            }
        }
    }
}
