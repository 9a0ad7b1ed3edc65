package thiscord.hub.moderation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.RoomRules;

/**
 * The rules of one open room at work: who may come in, stay and speak, and who must wait in slow mode. They are what the
 * room service told last. Lives on the room's loop; {@link #rules} is for any thread. Times are milliseconds since 1970.
 */
public final class RuleKeeper {
    /** Of so many nicks it is known when they spoke last; of more, the one who spoke longest ago may speak. */
    static final int MOST_SPEAKERS = 10_000;

    private final Map<String, Long> spoke = new LinkedHashMap<>();
    private volatile RoomRules rules;

    public RuleKeeper(RoomRules rules) {
        this.rules = rules;
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

    /** Why a nick may not say something now, or null. */
    public @Nullable Refusal speaking(String nick, long now) {
        if (rules.everybodySpeaks()) {
            return null;
        }
        Refusal silent = rules.speaking(nick, now);
        long slow = 1000L * rules.slowSeconds(nick);
        Long last = slow == 0 ? null : spoke.get(Names.key(nick));
        if (silent != null || last == null || last + slow <= now) {
            return silent;
        }
        // A clock that was set back makes nobody wait for longer than that.
        long wait = Math.min(slow, last + slow - now);
        return new Refusal(
                Reason.TOO_FAST,
                "This room is slow: one message in " + slow / 1000 + " s; you may say the next in "
                        + (wait + 999) / 1000 + " s.");
    }

    /** A nick said something. */
    public void spoke(String nick, long now) {
        if (rules.slowSeconds(nick) == 0) {
            return;
        }
        String key = Names.key(nick);
        spoke.remove(key);
        spoke.put(key, now);
        if (spoke.size() > MOST_SPEAKERS) {
            spoke.remove(spoke.keySet().iterator().next());
        }
    }

    /** Somebody wears another nick, and waits under it as before. */
    public void renamed(String from, String to) {
        Long last = spoke.get(Names.key(from));
        if (last != null) {
            spoke.merge(Names.key(to), last, Math::max);
        }
    }
}
