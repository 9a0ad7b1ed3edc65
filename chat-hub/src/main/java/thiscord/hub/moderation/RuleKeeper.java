package thiscord.hub.moderation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.AddressRange;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;
import thiscord.protocol.rules.SlowMode;

/**
 * The rules of one open room at work: who may come in, stay and reach the others, and who must wait in slow mode. They are what
 * the room service told last. Who is muted, a reader or slowed stays so under another nick: by their session, and for a guest who
 * comes back from beyond this machine by the address. Lives on the room's loop; {@link #rules} is for any thread. Times are
 * milliseconds since 1970.
 */
public final class RuleKeeper {
    private final SlowMode slow = new SlowMode();
    /** Under which nick something was decided about who goes by this one now, by key. */
    private final Map<String, String> origins = bounded();
    /** The nick under which a session, or a guest of an address about whom something was decided, left. */
    private final Map<String, String> gone = bounded();

    private volatile RoomRules rules;

    public RuleKeeper(RoomRules rules) {
        this.rules = rules;
    }

    private static Map<String, String> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > SlowMode.MOST;
            }
        };
    }

    /** The rules of now, or of a moment ago. */
    public RoomRules rules() {
        return rules;
    }

    /** Other rules hold from now on. */
    public void rules(RoomRules other) {
        rules = other;
    }

    /** Why a nick may not come in from an address, or null. */
    public @Nullable Refusal entering(String nick, String address, long now) {
        return rules.entering(nick, address, now);
    }

    /** Why a nick may not be in the room any more, or null. */
    public @Nullable Refusal bars(String nick, String address, long now) {
        return rules.bars(nick, address, now);
    }

    /** Why what a nick does may not reach the others now, or null: the one question for whatever they are told of. */
    public @Nullable Refusal speaking(String nick, long now) {
        if (rules.everybodySpeaks()) {
            return null;
        }
        Refusal silent = silent(nick, now);
        return silent == null ? slow.waiting(rules, nick, now) : silent;
    }

    /** The same, slow mode apart. */
    public @Nullable Refusal silent(String nick, long now) {
        Refusal own = rules.speaking(nick, now);
        String origin = origins.get(Names.key(nick));
        return own != null || origin == null || rules.role(nick).atLeast(Role.MODERATOR)
                ? own
                : rules.speaking(origin, now);
    }

    /** Something that a nick did reached the others. */
    public void spoke(String nick, long now) {
        slow.spoke(rules, nick, now);
    }

    /** Somebody goes by another nick; what holds for them holds for that. */
    public void renamed(String from, String to, long now) {
        slow.renamed(from, to);
        String origin = origins.getOrDefault(Names.key(from), from);
        if (!Names.key(origin).equals(Names.key(to)) && rules.speaking(origin, now) != null) {
            origins.put(Names.key(to), origin);
        }
    }

    /**
     * Somebody left, and may come back under another nick.
     *
     * @param session tells the session from all others
     * @param address where a guest comes from; empty for one who is not to be known by that
     */
    public void left(String session, String address, String nick, long now) {
        gone.put(session, nick);
        AddressRange from = AddressRange.of(address);
        if (from != null && silent(nick, now) != null) {
            gone.put(from.toString(), nick);
        }
    }

    /** Somebody came in. As {@link #left}. */
    public void came(String session, String address, String nick, long now) {
        AddressRange from = AddressRange.of(address);
        String same = gone.remove(session);
        String before = same == null && from != null ? gone.get(from.toString()) : same;
        if (before != null) {
            renamed(before, nick, now);
        }
    }
}
