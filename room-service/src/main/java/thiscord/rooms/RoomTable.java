package thiscord.rooms;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;

/**
 * Which rooms there are and who is in them, in memory: no sockets, no clock, no SQL. What lasts is changed in two steps: the
 * table decides (a mutation or a refusal, itself unchanged), and once the mutation is stored the table applies it. Presence
 * at hubs is soft and changed at once. Not thread-safe.
 */
final class RoomTable {
    /** A member of a room, for a hub's list of who it reported. */
    private record Seat(long roomId, String key) {}

    private final RoomLimits limits;
    private final RoomCreation creation;
    private final TreeMap<String, Room> byKey = new TreeMap<>();
    private final Map<Long, Room> byId = new HashMap<>();
    private final Map<Long, Set<Seat>> reported = new HashMap<>();
    private final Applier applier = new Applier();
    private final TakenRoomNames taken = new TakenRoomNames();
    private long lastId;

    /**
     * @param keeps for rooms that do not say what they keep
     * @param lastId the highest id that was ever used
     */
    RoomTable(RoomLimits limits, Keeps keeps, long lastId) {
        this.limits = limits;
        this.creation = new RoomCreation(limits, keeps);
        this.lastId = lastId;
    }

    int rooms() {
        return byKey.size();
    }

    Set<String> names() {
        return byKey.values().stream().map(room -> room.record().name()).collect(Collectors.toSet());
    }

    /** True if there never was a room. */
    boolean untouched() {
        return lastId == 0;
    }

    private @Nullable Room room(String name) {
        return byKey.get(Names.key(name));
    }

    /** The room of that id, or null. */
    @Nullable
    Room byId(long id) {
        return byId.get(id);
    }

    Answer<Room> find(String name) {
        Room room = room(name);
        return room == null ? Answer.refused(RoomRules.none(PeerText.shown(name))) : Answer.of(room);
    }

    /** The same for somebody: one that is hidden from them is answered as one that there is not. */
    Answer<Room> find(String name, String nick) {
        return find(name)
                .then(room -> room.rules().hides(nick)
                        ? Answer.refused(RoomRules.none(PeerText.shown(name)))
                        : Answer.of(room));
    }

    Answer<RoomInfo> describe(String name) {
        return find(name).map(Room::info);
    }

    /** The room, if {@code nick} may be in it. */
    Answer<Room> openTo(String name, String nick, long now) {
        return find(name, nick).then(room -> {
            Refusal bars = room.rules().bars(nick, now);
            return bars == null ? Answer.of(room) : Answer.refused(bars);
        });
    }

    Answer<Rules> rules(String name) {
        return find(name)
                .map(room -> new Rules(room.info(), List.copyOf(room.rules().standings())));
    }

    /** The same, with addresses only for those who may ban them, and of those none that somebody comes from. */
    Answer<Rules> rulesFor(String name, String nick) {
        return rules(name).map(all -> {
            boolean may = RoomRules.of(all).role(nick).atLeast(Role.MODERATOR);
            return new Rules(
                    all.room(),
                    all.standings().stream()
                            .filter(one -> may || !RoomRules.isOfAddress(one))
                            .map(RoomRules::readable)
                            .toList());
        });
    }

    /** The rooms whose key sorts after that of {@code after}. */
    List<RoomInfo> list(String after, int most, Predicate<RoomRules> which) {
        return byKey.tailMap(Names.key(after), false).values().stream()
                .filter(room -> which.test(room.rules()))
                .limit(most)
                .map(Room::info)
                .toList();
    }

    Answer<List<MemberInfo>> members(String name) {
        return find(name).map(Room::memberInfos);
    }

    /** The rooms that time has done something to. */
    List<Long> passed(long now) {
        return byId.keySet().stream().filter(id -> !passed(id, now).isEmpty()).toList();
    }

    /** What time has done to a room. */
    List<Mutation> passed(long id, long now) {
        Room room = byId.get(id);
        return room == null ? List.of() : Leases.passed(room.record(), now);
    }

    /** The names of the rooms of which {@code nick} is a moderator or more, by id. */
    Map<Long, String> moderatedBy(String nick, long now) {
        Map<Long, String> names = new HashMap<>();
        byId.forEach((id, room) -> {
            RoomRules rules = room.rules();
            if (rules.role(nick).atLeast(Role.MODERATOR) && rules.bars(nick, now) == null) {
                names.put(id, room.record().name());
            }
        });
        return names;
    }

    /** One room in the same form, if that nick is a moderator of it. */
    Answer<Map<Long, String>> moderated(String name, String nick, long now) {
        return openTo(name, nick, now).then(room -> {
            Refusal lacks = room.rules().lacks(Role.MODERATOR, nick, "see what was decided when");
            return lacks == null
                    ? Answer.of(Map.of(room.record().id(), room.record().name()))
                    : Answer.refused(lacks);
        });
    }

    Answer<List<String>> away(String name) {
        return find(name).map(Room::away);
    }

    Answer<Mutation.Created> create(
            String name, String keepsText, String topic, String accessText, String by, long at) {
        return create(new RoomSpec(name, keepsText, topic, accessText), new Who(by, ""), at);
    }

    Answer<Mutation.Created> create(RoomSpec spec, Who by, long at) {
        return creation.decide(spec, by, at, byKey, taken, lastId + 1);
    }

    Answer<Mutation> delete(String name, String by) {
        return find(name, by).then(room -> {
            Refusal lacks = room.rules().lacks(Role.OWNER, by, "delete it");
            return lacks == null ? Answer.of(new Mutation.Deleted(room.record())) : Answer.refused(lacks);
        });
    }

    Answer<Mutation> topic(String name, String topic, Who by, long now) {
        return reachable(name, by, now).then(room -> {
            Refusal wrong = PeerText.wrongTopic(topic, limits.topicChars());
            // A hub has asked for those who are there.
            Refusal no = wrong == null && !by.atHub() ? room.slowed(by.nick(), now) : wrong;
            return no == null ? Answer.of(new Mutation.TopicSet(room.record(), topic)) : Answer.refused(no);
        });
    }

    /** The room, if what somebody does may reach those in it, whether they are in it or not; slow mode apart. */
    Answer<Room> reachable(String name, Who by, long now) {
        return find(name, by.nick()).then(room -> {
            boolean in = by.atHub() || room.members().containsKey(Names.key(by.nick()));
            Refusal no = room.rules().reaching(by.nick(), by.from(), in, now);
            return no == null ? Answer.of(room) : Answer.refused(no);
        });
    }

    /** No mutation if the nick is a lasting member already. */
    Answer<List<Mutation>> join(String name, String nick, String address, long now) {
        return find(name, nick).then(room -> {
            Refusal shut = room.rules().entering(nick, address, now);
            if (shut != null) {
                return Answer.refused(shut);
            }
            Room.Member member = room.members().get(Names.key(nick));
            if (member != null && member.lasting()) {
                return Answer.of(List.of());
            }
            if (member == null && room.members().size() >= limits.membersPerRoom()) {
                return Answer.refused(
                        Reason.ROOM_FULL,
                        "'" + room.record().name() + "' has " + limits.membersPerRoom()
                                + " members, which is the most.");
            }
            return Answer.of(List.of(new Mutation.Joined(room.record(), member == null ? nick : member.nick())));
        });
    }

    /** Ends a lasting membership. Somebody who is only present at a hub leaves there. */
    Answer<Mutation> leave(String name, String nick) {
        return find(name).then(room -> {
            Mutation left = left(room, nick);
            if (left == null && room.rules().hides(nick)) {
                return Answer.refused(RoomRules.none(PeerText.shown(name)));
            }
            return left == null
                    ? Answer.refused(
                            Reason.NOT_IN_ROOM,
                            "'" + nick + "' is no lasting member of '"
                                    + room.record().name() + "'.")
                    : Answer.of(left);
        });
    }

    /** The end of the lasting membership that a nick has, or null. */
    @Nullable
    Mutation left(String name, String nick) {
        Room room = room(name);
        return room == null ? null : left(room, nick);
    }

    static @Nullable Mutation left(Room room, String nick) {
        Room.Member member = room.members().get(Names.key(nick));
        return member == null || !member.lasting() ? null : new Mutation.Left(room.record(), member.nick());
    }

    /** Takes a stored mutation; it was decided by this table with nothing lasting changed since, or is being loaded. */
    void apply(Mutation mutation) {
        mutation.accept(applier);
    }

    /** A hub has a nick in a room. Passed over if there is no such room, or no place in it. */
    void came(long hub, String name, String nick) {
        Room room = room(name);
        String key = Names.key(nick);
        if (room != null && (room.members().containsKey(key) || room.members().size() < limits.membersPerRoom())) {
            room.came(key, nick, hub);
            reported.computeIfAbsent(hub, h -> new HashSet<>())
                    .add(new Seat(room.record().id(), key));
        }
    }

    void went(long hub, String name, String nick) {
        Room room = room(name);
        Set<Seat> seats = reported.get(hub);
        String key = Names.key(nick);
        if (room != null && seats != null && seats.remove(new Seat(room.record().id(), key))) {
            room.went(key, hub);
        }
    }

    /** Forgets all that a hub reported. */
    void ended(long hub) {
        Set<Seat> seats = reported.remove(hub);
        if (seats != null) {
            for (Seat seat : seats) {
                byId.get(seat.roomId()).went(seat.key(), hub);
            }
        }
    }

    private final class Applier implements Mutation.Visitor<Room> {
        @Override
        public Room created(Mutation.Created m) {
            Room room = new Room(m.room());
            byKey.put(m.room().key(), room);
            byId.put(m.room().id(), room);
            taken.add(m.room().name());
            lastId = Math.max(lastId, m.room().id());
            return room;
        }

        @Override
        public Room deleted(Mutation.Deleted m) {
            Room room = byId(m.room());
            byKey.remove(m.room().key());
            byId.remove(m.room().id());
            taken.remove(room.record().name());
            for (Set<Seat> seats : reported.values()) {
                room.members()
                        .keySet()
                        .forEach(key -> seats.remove(new Seat(m.room().id(), key)));
            }
            return room;
        }

        @Override
        public Room topicSet(Mutation.TopicSet m) {
            byId(m.room()).topic(m.topic());
            return byId(m.room());
        }

        @Override
        public Room joined(Mutation.Joined m) {
            byId(m.room()).lasting(Names.key(m.nick()), m.nick());
            return byId(m.room());
        }

        @Override
        public Room left(Mutation.Left m) {
            byId(m.room()).passing(Names.key(m.nick()));
            return byId(m.room());
        }

        @Override
        public Room ruled(Mutation.Ruled m) {
            byId(m.room()).ruled(m.room());
            return byId(m.room());
        }

        @Override
        public Room stood(Mutation.Stood m) {
            byId(m.room()).stood(m.standing());
            return byId(m.room());
        }

        @Override
        public Room expelled(Mutation.Expelled m) {
            return byId(m.room());
        }

        @Override
        public Room noted(Mutation.Noted m) {
            return byId(m.room());
        }

        @Override
        public Room invited(Mutation.Invited m) {
            return byId(m.room());
        }

        private Room byId(RoomRecord record) {
            Room room = byId.get(record.id());
            if (room == null) {
                throw new IllegalStateException("room " + record.id() + " is not in the table");
            }
            return room;
        }
    }
}
