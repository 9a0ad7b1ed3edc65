package thiscord.rooms;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.rules.Access;

/** Decides whether a room may be made: what it is to be, and whether there is a place for it. Immutable. */
final class RoomCreation {
    /** Of so many rooms one is kept for accounts. */
    private static final int KEPT_OF = 20;

    private final RoomLimits limits;
    private final Keeps usual;

    /** @param usual for rooms that do not say what they keep */
    RoomCreation(RoomLimits limits, Keeps usual) {
        this.limits = limits;
        this.usual = usual;
    }

    /**
     * Decides about one room.
     *
     * @param now the rooms that there are, by key
     * @param taken what their names look like
     * @param id what it would be stored as
     */
    Answer<Mutation.Created> decide(
            RoomSpec spec, Who by, long at, Map<String, Room> now, TakenRoomNames taken, long id) {
        Refusal wrong = Names.checkRoom(spec.name());
        if (wrong == null) {
            wrong = PeerText.wrongTopic(spec.topic(), limits.topicChars());
        }
        if (wrong != null) {
            return Answer.refused(wrong);
        }
        Keeps kept = spec.keeps().isEmpty() ? usual : Keeps.parse(spec.keeps());
        if (kept == null) {
            return Answer.refused(
                    Reason.BAD_FIELD, "A room keeps 'nothing', a time like 7d, a number of messages, or 'all'.");
        }
        Access access = spec.access().isEmpty() ? Access.PUBLIC : Access.ofWire(spec.access());
        if (access == null) {
            return Answer.refused(Reason.BAD_FIELD, "A room is public, unlisted or invited.");
        }
        long endsAt = Leases.endOf(spec, at);
        if (endsAt < 0) {
            return Answer.refused(Reason.BAD_FIELD, "A room lives for at most " + Leases.MOST.toDays() + " days.");
        }
        Room same = now.get(Names.key(spec.name()));
        if (same != null && !same.rules().hides(by.nick())) {
            return Answer.refused(
                    Reason.ROOM_EXISTS, "There is a room '" + same.record().name() + "' already.");
        } else if (same != null || taken.looksTaken(spec.name())) {
            return Answer.refused(
                    Reason.ROOM_EXISTS,
                    "A room has that name, or one that looks like '" + spec.name() + "'; take another.");
        }
        Refusal full = full(by, now.values());
        if (full != null) {
            return Answer.refused(full);
        }
        RoomRecord made = new RoomRecord(id, spec.name(), spec.topic(), kept, by.nick(), at, access);
        return Answer.of(new Mutation.Created(Leases.ending(made, endsAt, at)));
    }

    /** A guest who makes rooms under many nicks leaves some to accounts, all the same. */
    private @Nullable Refusal full(Who by, Collection<Room> now) {
        String key = Names.key(by.nick());
        long own = now.stream()
                .filter(room -> Names.key(room.record().createdBy()).equals(key))
                .count();
        if (own >= limits.roomsPerPerson()) {
            return new Refusal(
                    Reason.TOO_MANY_ROOMS,
                    "'" + by.nick() + "' has made " + own + " rooms that are still there, which is the most for one"
                            + " nick; delete one first.");
        }
        int most = limits.rooms() - (by.account() ? 0 : limits.rooms() / KEPT_OF);
        return now.size() < most
                ? null
                : new Refusal(
                        Reason.TOO_MANY_ROOMS,
                        "There are " + now.size() + " rooms, which is the most"
                                + (most < limits.rooms() ? " for guests; log in to an account, or" : ";")
                                + " delete one first.");
    }
}
