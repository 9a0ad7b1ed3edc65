package thiscord.rooms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;
import thiscord.protocol.rules.AddressRange;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;

/**
 * What owners and moderators decide about a room and the people in it: mutations for the table, or the refusal that names the
 * role that is missing. Changes nothing itself; remembers only who asked for more time. Not thread-safe: used where the table may be.
 */
final class Moderation {
    private static final long ASK_MILLIS = 3_600_000;
    private static final int MOST_ASKED = 10_000;

    private final RoomTable table;
    /** When more time was asked for last: by room id and key of the nick, only what is younger than an hour. */
    private final Map<String, Long> asked = new HashMap<>();

    Moderation(RoomTable table) {
        this.table = table;
    }

    /** Who makes a room is its owner. */
    static Mutation owns(RoomRecord made) {
        return new Mutation.Stood(made, Standing.none(made.createdBy()).withRole(Role.OWNER.wire()));
    }

    /** The room, if {@code by} has that role in it and may be there: a ban leaves the role, but not what it may do. */
    Answer<Room> room(String name, String by, Role needed, String toDo, long now) {
        return table.find(name, by).then(room -> {
            Refusal bars = room.rules().bars(by, now);
            Refusal lacks = bars == null ? room.rules().lacks(needed, by, toDo) : bars;
            return lacks == null ? Answer.of(room) : Answer.refused(lacks);
        });
    }

    Answer<List<Mutation>> access(String name, String wire, String by, long now) {
        Access access = Access.ofWire(wire);
        if (access == null) {
            return Answer.refused(Reason.BAD_FIELD, "A room is public, unlisted or invited.");
        }
        return room(name, by, Role.OWNER, "say who finds it", now)
                .map(room -> ruled(room, room.record().withAccess(access), Action.ACCESS));
    }

    Answer<List<Mutation>> lock(String name, boolean locked, String by, long now) {
        return room(name, by, Role.MODERATOR, "lock or unlock it", now)
                .map(room -> ruled(room, room.record().withLocked(locked), locked ? Action.LOCK : Action.UNLOCK));
    }

    Answer<List<Mutation>> slow(String name, int seconds, String by, long now) {
        if (seconds < 0 || seconds > PersonSession.MAX_SLOW_SECONDS) {
            return Answer.refused(
                    Reason.BAD_FIELD,
                    "A slow room has 1 to " + PersonSession.MAX_SLOW_SECONDS
                            + " seconds between two messages; 0 ends it.");
        }
        return room(name, by, Role.MODERATOR, "slow it", now)
                .map(room -> ruled(room, room.record().withSlow(seconds), Action.SLOW));
    }

    /** Nothing, if it is as it should be. */
    private static List<Mutation> ruled(Room room, RoomRecord after, Action what) {
        return after.equals(room.record()) ? List.of() : List.of(new Mutation.Ruled(after, what));
    }

    /** When it ends: a time from now, {@code none}, or {@code more} and a time, which whoever does not own it asks for. */
    Answer<List<Mutation>> lease(String name, String value, String by, long now) {
        boolean more = value.startsWith("more ");
        Duration time = Leases.time(more ? value.substring(5).trim() : value);
        if (time == null && !value.equals("none")) {
            return Answer.refused(
                    Reason.BAD_FIELD,
                    "A lease is a time like 2h or 7d, at most " + Leases.MOST.toDays()
                            + "d, 'more' and a time, or 'none'.");
        }
        return table.openTo(name, by, now).then(room -> {
            RoomRecord record = room.record();
            if (more && record.endsAt() == 0) {
                return Answer.refused(Reason.BAD_FIELD, "'" + record.name() + "' does not end by itself.");
            }
            Refusal lacks = room.rules().lacks(Role.OWNER, by, "say when it ends");
            if (lacks != null) {
                return more ? asks(room, value, by, now) : Answer.refused(lacks);
            }
            long from = more ? record.endsAt() : now;
            long endsAt = time == null ? 0 : from + time.toMillis();
            return endsAt > now + Leases.MOST.toMillis()
                    ? Answer.refused(Reason.BAD_FIELD, "A room lives for at most " + Leases.MOST.toDays() + " days.")
                    : Answer.of(ruled(room, Leases.ending(record, endsAt, now), Action.LEASE));
        });
    }

    private Answer<List<Mutation>> asks(Room room, String value, String by, long now) {
        boolean in = room.members().containsKey(Names.key(by));
        Refusal no = room.rules().reaching(by, "", in, now);
        Refusal silent = no == null ? room.slowed(by, now) : no;
        if (silent != null) {
            return Answer.refused(silent);
        }
        String who = room.record().id() + " " + Names.key(by);
        asked.values().removeIf(at -> now - at >= ASK_MILLIS);
        if (asked.containsKey(who) || asked.size() >= MOST_ASKED) {
            return Answer.refused(
                    Reason.NOT_ALLOWED,
                    "More time for '" + room.record().name() + "' is asked for once an hour; an owner gives it.");
        }
        asked.put(who, now);
        String text = by + " asks for " + value.substring(5).trim() + " more; an owner gives it with /lease " + value;
        return Answer.of(List.of(new Mutation.Noted(room.record(), text, 0)));
    }

    /** Keeps out whoever comes from an address, and {@code nick} whose it is, unless that is empty. */
    Answer<List<Mutation>> banAddress(
            String name, String nick, AddressRange range, long until, String why, String by, long now) {
        Restriction ban = restriction(until, why, by);
        return target(name, nick, why, by, "ban an address", now)
                .then(room -> nick.isEmpty()
                        ? stands(room, range.toString(), one -> one.withBan(ban), now, bans(until), 0)
                        : banBoth(room, nick, range, ban, now));
    }

    private Answer<List<Mutation>> banBoth(Room room, String nick, AddressRange range, Restriction ban, long now) {
        int more = room.rules().standing(nick).isNothing(0) ? 1 : 0;
        String address = RoomRules.addressOf(nick, range);
        return stands(room, nick, one -> one.withBan(ban), now, null)
                .then(named -> stands(room, address, one -> one.withBan(ban), now, Action.BAN_ADDRESS, more)
                        .map(stood -> {
                            String name = room.record().name();
                            List<Mutation> all = new ArrayList<>(named);
                            all.addAll(stood);
                            all.addAll(expelled(
                                    room,
                                    nick,
                                    new Mutation.Expelled(
                                            room.record(),
                                            nick,
                                            RoomRules.banned(name, ban),
                                            Action.BAN_ADDRESS,
                                            nick + " is banned from " + name + " by address, "
                                                    + RoomRules.inWords(ban))));
                            return all;
                        }));
    }

    private static Action bans(long until) {
        return until > 0 ? Action.BAN : Action.UNBAN;
    }

    Answer<List<Mutation>> role(String name, String nick, String wire, String by, long now) {
        return role(name, nick, wire, Action.ROLE, by, now);
    }

    /** @param what by which name: {@link Action#INVITE} is the role of member */
    Answer<List<Mutation>> role(String name, String nick, String wire, Action what, String by, long now) {
        Role role = Role.ofWire(wire);
        if (role == null && !wire.isEmpty()) {
            return Answer.refused(Reason.BAD_FIELD, "A role is owner, moderator, member or reader.");
        }
        boolean high = role != null && role.atLeast(Role.MODERATOR);
        Role needed = high ? Role.OWNER : Role.MODERATOR;
        return room(name, by, needed, "make somebody " + (role == null ? "nothing" : role.inWords()), now)
                .then(room -> {
                    Refusal no = keepsRole(room, nick, role, by, now);
                    return no == null
                            ? stands(room, nick, standing -> standing.withRole(wire), now, what)
                            : Answer.refused(no);
                });
    }

    /** Why a nick does not get another role from {@code by}, who may give that role; null if it does. */
    private static @Nullable Refusal keepsRole(Room room, String nick, @Nullable Role role, String by, long now) {
        RoomRules rules = room.rules();
        if (role != null
                && role.atLeast(Role.MODERATOR)
                && rules.standing(nick).ban().holds(now)) {
            return new Refusal(
                    Reason.NOT_ALLOWED,
                    "'" + nick + "' is banned from '" + room.record().name() + "'; end the ban first.");
        }
        boolean own = Names.key(nick).equals(Names.key(by));
        Refusal above = own || rules.role(by) == Role.OWNER ? null : above(rules, nick, by);
        if (above != null || role == Role.OWNER || rules.role(nick) != Role.OWNER || rules.owners() > 1) {
            return above;
        }
        return new Refusal(
                Reason.NOT_ALLOWED,
                "'" + nick + "' is the last owner of '" + room.record().name() + "'; make somebody else one first.");
    }

    /** Nobody is moderated by whoever has no more rights. */
    private static @Nullable Refusal above(RoomRules rules, String nick, String by) {
        Role of = rules.role(nick);
        if (!of.atLeast(rules.role(by)) || RoomRules.isAdministrator(by)) {
            return null;
        }
        String who = of == Role.OWNER ? "Nobody may do that to an owner" : "Only an owner may do that to a moderator";
        return new Refusal(Reason.NOT_ALLOWED, who + ", which '" + nick + "' is.");
    }

    /** What is decided about one person becomes something else. */
    Answer<List<Mutation>> stands(
            Room room, String nick, UnaryOperator<Standing> change, long now, @Nullable Action what) {
        Refusal wrong = AddressRange.parse(nick) == null ? Names.checkNick(nick) : null;
        return wrong == null ? stands(room, nick, change, now, what, 0) : Answer.refused(wrong);
    }

    /** The same of a nick or of an address, with so many more decided about others. */
    private static Answer<List<Mutation>> stands(
            Room room, String nick, UnaryOperator<Standing> change, long now, @Nullable Action what, int more) {
        Standing before = room.rules().standing(nick);
        Standing after = change.apply(before);
        if (after.equals(before)) {
            return Answer.of(List.of());
        }
        List<Mutation> all = new ArrayList<>();
        if (before.isNothing(0) && room.rules().standings().size() + more >= Rules.MOST) {
            all.addAll(expired(room, now));
            if (all.isEmpty()) {
                return Answer.refused(
                        Reason.ROOM_FULL,
                        "Something is decided about " + Rules.MOST + " people in '"
                                + room.record().name() + "', which is the most.");
            }
        }
        all.add(new Mutation.Stood(room.record(), after.isNothing(now) ? Standing.none(after.nick()) : after, what));
        return Answer.of(all);
    }

    /** Forgets those about whom nothing holds any more. */
    private static List<Mutation> expired(Room room, long now) {
        return room.rules().standings().stream()
                .filter(one -> one.isNothing(now))
                .<Mutation>map(one -> new Mutation.Stood(room.record(), Standing.none(one.nick())))
                .toList();
    }

    Answer<List<Mutation>> kick(String name, String nick, String why, String by, long now) {
        return target(name, nick, why, by, "take somebody out", now).then(room -> {
            if (!room.members().containsKey(Names.key(nick))) {
                return Answer.refused(
                        Reason.NO_SUCH_NICK,
                        "'" + PeerText.shown(nick) + "' is not in '"
                                + room.record().name() + "'.");
            }
            String text = by + " took you out of " + room.record().name() + (why.isEmpty() ? "." : ": " + why);
            String notice = by + " took out " + nick + (why.isEmpty() ? "." : ": " + why);
            return Answer.of(
                    expelled(room, nick, new Mutation.Expelled(room.record(), nick, text, Action.KICK, notice)));
        });
    }

    Answer<List<Mutation>> ban(String name, String nick, long until, String why, String by, long now) {
        Restriction ban = restriction(until, why, by);
        return target(name, nick, why, by, "ban", now)
                .then(room -> stands(room, nick, standing -> standing.withBan(ban), now, bans(until))
                        .map(stood -> {
                            if (!ban.holds(now)) {
                                return until > 0 ? stood : withAddresses(room, nick, stood);
                            }
                            List<Mutation> all = new ArrayList<>(stood);
                            String text = RoomRules.banned(room.record().name(), ban);
                            all.addAll(expelled(room, nick, new Mutation.Expelled(room.record(), nick, text)));
                            return all;
                        }));
    }

    /** Whose ban ends may come in from where it was banned too. */
    private static List<Mutation> withAddresses(Room room, String nick, List<Mutation> stood) {
        List<Mutation> all = new ArrayList<>(stood);
        room.rules().standings().stream()
                .filter(one -> RoomRules.isAddressOf(nick, one))
                .forEach(one -> all.add(new Mutation.Stood(
                        room.record(), Standing.none(one.nick()), all.isEmpty() ? Action.UNBAN : null)));
        return all;
    }

    Answer<List<Mutation>> mute(String name, String nick, long until, String why, String by, long now) {
        return target(name, nick, why, by, "mute", now)
                .then(room -> stands(
                        room,
                        nick,
                        standing -> standing.withMute(restriction(until, why, by)),
                        now,
                        until > 0 ? Action.MUTE : Action.UNMUTE));
    }

    private static Restriction restriction(long until, String why, String by) {
        return until <= 0 ? Restriction.NONE : new Restriction(until, by, why);
    }

    /** The room in which {@code by} may act on that nick. */
    private Answer<Room> target(String name, String nick, String why, String by, String toDo, long now) {
        if (why.length() > Restriction.MAX_WHY || !PeerText.oneLine(why)) {
            return Answer.refused(
                    Reason.BAD_FIELD, "A reason is one line of at most " + Restriction.MAX_WHY + " characters.");
        }
        return room(name, by, Role.MODERATOR, toDo, now).then(room -> {
            Refusal silent = why.isEmpty() ? null : room.rules().speaking(by, now);
            Refusal above = nick.isEmpty() || silent != null ? silent : above(room.rules(), nick, by);
            return above == null ? Answer.of(room) : Answer.refused(above);
        });
    }

    /** Out of the room, and out of its lasting members. */
    private static List<Mutation> expelled(Room room, String nick, Mutation.Expelled expelled) {
        List<Mutation> all = new ArrayList<>();
        all.add(expelled);
        Mutation left = RoomTable.left(room, nick);
        if (left != null) {
            all.add(left);
        }
        return all;
    }
}
