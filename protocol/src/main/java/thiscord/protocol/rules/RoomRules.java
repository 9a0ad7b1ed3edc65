package thiscord.protocol.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;

/**
 * The rules of one room, and what follows from them. Immutable. Times are milliseconds since 1970; {@code now} decides
 * whether a restriction still holds.
 */
public final class RoomRules {
    /** Between a range and whose address it is; in no nick. */
    private static final String OF = "@";

    private final String room;
    private final Access access;
    private final boolean locked;
    private final int slowSeconds;
    private final TreeMap<String, Standing> standings;
    private final boolean everybodySpeaks;
    /** The standings that are about addresses. */
    private final Map<AddressRange, Restriction> ranges = new LinkedHashMap<>();

    private RoomRules(
            String room, Access access, boolean locked, int slowSeconds, TreeMap<String, Standing> standings) {
        this.room = room;
        this.access = access;
        this.locked = locked;
        this.slowSeconds = slowSeconds;
        this.standings = standings;
        standings.values().forEach(one -> {
            AddressRange range =
                    isOfAddress(one) ? AddressRange.parse(one.nick().split(OF, 2)[0]) : null;
            if (range != null) {
                ranges.put(range, one.ban());
            }
        });
        this.everybodySpeaks = slowSeconds == 0
                && standings.values().stream()
                        .noneMatch(one -> one.mute().until() > 0 || one.role().equals(Role.READER.wire()));
    }

    private static RoomRules of(RoomInfo room, TreeMap<String, Standing> standings) {
        Access known = Access.ofWire(room.access());
        // What a later version may call it is not for everybody.
        Access access = known == null ? Access.INVITED : known;
        return new RoomRules(room.name(), access, room.locked(), room.slowSeconds(), standings);
    }

    /** As the room service told them. */
    public static RoomRules of(Rules rules) {
        TreeMap<String, Standing> standings = new TreeMap<>();
        rules.standings().forEach(one -> standings.put(Names.key(one.nick()), one));
        return of(rules.room(), standings);
    }

    /** Those of a room that was just made: who made it is its owner. */
    public static RoomRules ofNew(RoomInfo room) {
        return of(new Rules(room, List.of(Standing.none(room.createdBy()).withRole(Role.OWNER.wire()))));
    }

    /** Of a public room in which nothing was decided. */
    public static RoomRules open(String room) {
        return of(new Rules(new RoomInfo(0, room, "", "", "", 0, 0), List.of()));
    }

    /** Of a room that has ended: nobody is in it. */
    public static RoomRules closed(String room) {
        return of(new Rules(new RoomInfo(0, room, "", "", "", 0, 0, Access.INVITED.wire(), true, 0), List.of()));
    }

    /** The same for the room as it is now. */
    public RoomRules with(RoomInfo now) {
        return of(now, standings);
    }

    /** The same with another decision about one person. */
    public RoomRules with(Standing standing) {
        TreeMap<String, Standing> others = new TreeMap<>(standings);
        if (standing.equals(Standing.none(standing.nick()))) {
            others.remove(Names.key(standing.nick()));
        } else {
            others.put(Names.key(standing.nick()), standing);
        }
        return new RoomRules(room, access, locked, slowSeconds, others);
    }

    /** All that was decided, sorted by key. */
    public Collection<Standing> standings() {
        return Collections.unmodifiableCollection(standings.values());
    }

    /** What was decided about a nick; nothing, if nothing was. */
    public Standing standing(String nick) {
        Standing found = standings.get(Names.key(nick));
        return found == null ? Standing.none(nick) : found;
    }

    /** Whoever runs the server, in the place of a nick: no nick has a space in it. */
    public static final String ADMINISTRATOR = "an administrator";

    private static final String ADMINISTRATOR_NAMED = "administrator ";

    /** The same for an administrator with an account. */
    public static String administrator(String account) {
        return ADMINISTRATOR_NAMED + account;
    }

    /** True for what is no nick, but whoever runs the server: an owner of each room. */
    public static boolean isAdministrator(String nick) {
        return nick.equals(ADMINISTRATOR) || nick.startsWith(ADMINISTRATOR_NAMED);
    }

    /** The role that a nick was given, or else has because everybody does. */
    public Role role(String nick) {
        Role given = given(nick);
        return given == null ? Role.MEMBER : given;
    }

    /** The role that a nick was given, or null. A role that this version does not know is taken for the least one. */
    public @Nullable Role given(String nick) {
        if (isAdministrator(nick)) {
            return Role.OWNER;
        }
        String wire = standing(nick).role();
        if (wire.isEmpty()) {
            return null;
        }
        Role role = Role.ofWire(wire);
        return role == null ? Role.READER : role;
    }

    /** True if what was decided is about an address, which only owners and moderators are to see. */
    public static boolean isOfAddress(Standing standing) {
        return standing.nick().indexOf('/') >= 0;
    }

    /** As what is decided about where somebody comes from is kept: the range, and whose it is. */
    public static String addressOf(String nick, AddressRange range) {
        return range + OF + nick;
    }

    /** True if that is about an address that this nick came from. */
    public static boolean isAddressOf(String nick, Standing standing) {
        String[] parts = standing.nick().split(OF, 2);
        return parts.length == 2 && Names.key(parts[1]).equals(Names.key(nick));
    }

    /** The same as people may read it: whose address it is instead of one that nobody typed. */
    public static Standing readable(Standing standing) {
        String[] parts = standing.nick().split(OF, 2);
        return parts.length < 2
                ? standing
                : new Standing("an address of " + parts[1], standing.role(), standing.ban(), standing.mute());
    }

    /** How many owners it has. */
    public long owners() {
        return standings.values().stream()
                .filter(one -> one.role().equals(Role.OWNER.wire()))
                .count();
    }

    /** True if everybody finds the room and may come in, so that what happens there may be told to everybody. */
    public boolean isPublic() {
        return access == Access.PUBLIC;
    }

    /** True if a list that is made for that nick has the room. */
    public boolean listedFor(String nick) {
        return access == Access.PUBLIC || given(nick) != null;
    }

    /** True if a nick is not to know that there is the room: to it, all is answered as if there were none. */
    public boolean hides(String nick) {
        return access == Access.INVITED && given(nick) == null;
    }

    /** The answer about a room that there is not, or that is hidden: the same, with the name as it was asked for. */
    public static Refusal none(String asked) {
        return new Refusal(Reason.NO_SUCH_ROOM, "There is no room '" + asked + "'.");
    }

    /** Why somebody may not be in the room, or even see who is; null if that is allowed. */
    public @Nullable Refusal bars(String nick, long now) {
        Restriction ban = standing(nick).ban();
        if (ban.holds(now)) {
            return refused(banned(room, ban));
        }
        if (access == Access.INVITED && given(nick) == null) {
            return refused("'" + room + "' is by invitation, and '" + nick
                    + "' has none; its owners and moderators give one.");
        }
        return null;
    }

    /** The same for somebody who comes from that address; owners and moderators may come from anywhere. */
    public @Nullable Refusal bars(String nick, String address, long now) {
        Refusal barred = bars(nick, now);
        if (barred != null || ranges.isEmpty() || role(nick).atLeast(Role.MODERATOR)) {
            return barred;
        }
        for (Map.Entry<AddressRange, Restriction> one : ranges.entrySet()) {
            if (one.getValue().holds(now) && one.getKey().holds(address)) {
                return refused("Nobody may be in '" + room + "' from where you are; that was decided "
                        + inWords(one.getValue()) + ".");
            }
        }
        return null;
    }

    /** Why somebody may not come in now, or null. */
    public @Nullable Refusal entering(String nick, String address, long now) {
        Refusal barred = bars(nick, address, now);
        if (barred == null && locked && !role(nick).atLeast(Role.MODERATOR)) {
            return refused("'" + room + "' is locked; only its owners and moderators may come in.");
        }
        return barred;
    }

    /** True if nobody is muted or a reader and there is no slow mode: {@link #speaking} need not be asked. */
    public boolean everybodySpeaks() {
        return everybodySpeaks;
    }

    /**
     * Why what somebody does may not reach those in the room now, or null; slow mode apart. Who is not in it asks what who
     * comes in asks.
     */
    public @Nullable Refusal reaching(String nick, String address, boolean in, long now) {
        Refusal shut = in ? bars(nick, address, now) : entering(nick, address, now);
        return shut == null ? speaking(nick, now) : shut;
    }

    /** Why somebody may not say anything now, or null; slow mode apart. */
    public @Nullable Refusal speaking(String nick, long now) {
        Restriction mute = standing(nick).mute();
        if (mute.holds(now)) {
            return refused("You are muted in '" + room + "' " + inWords(mute) + ".");
        }
        return lacks(Role.MEMBER, nick, "say something");
    }

    /** Between two messages of one nick; 0 for no such limit. */
    public int slowSeconds(String nick) {
        return slowSeconds == 0 || role(nick).atLeast(Role.MODERATOR) ? 0 : slowSeconds;
    }

    /** Why a nick may not do something that takes a role, naming that role; null if it may. */
    public @Nullable Refusal lacks(Role needed, String nick, String toDo) {
        Role has = role(nick);
        return has.atLeast(needed)
                ? null
                : refused("Only " + needed.inWords() + " of '" + room + "' may " + toDo + "; '" + nick + "' is "
                        + has.inWords() + ".");
    }

    private static Refusal refused(String text) {
        return new Refusal(Reason.NOT_ALLOWED, text);
    }

    /** What somebody is told who is banned, also by whatever put them out. */
    public static String banned(String room, Restriction ban) {
        return "You are banned from '" + room + "' " + inWords(ban) + ".";
    }

    /** By whom, until when and why. */
    public static String inWords(Restriction restriction) {
        String until = restriction.until() == Restriction.FOR_GOOD ? "" : " until " + Times.minute(restriction.until());
        String why = restriction.why().isEmpty() ? "" : ": " + restriction.why();
        return "by " + restriction.by() + until + why;
    }
}
