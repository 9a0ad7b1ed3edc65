package thiscord.protocol.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** When who did something that reached the others in a slow room. Not thread-safe. Times are milliseconds since 1970. */
public final class SlowMode {
    /** Of so many nicks it is known; of more, the one who did so longest ago need not wait. */
    public static final int MOST = 10_000;

    private final Map<String, Long> spoke = new LinkedHashMap<>();

    /** Why a nick has to wait, or null. */
    public @Nullable Refusal waiting(RoomRules rules, String nick, long now) {
        long slow = 1000L * rules.slowSeconds(nick);
        Long last = slow == 0 ? null : spoke.get(Names.key(nick));
        if (last == null || last + slow <= now) {
            return null;
        }
        // A clock that was set back makes nobody wait for longer than that.
        long wait = Math.min(slow, last + slow - now);
        return new Refusal(
                Reason.TOO_FAST,
                "This room is slow: one message in " + slow / 1000 + " s; you may say the next in "
                        + (wait + 999) / 1000 + " s.");
    }

    /** A nick did something that reached the others. */
    public void spoke(RoomRules rules, String nick, long now) {
        if (rules.slowSeconds(nick) != 0) {
            String key = Names.key(nick);
            spoke.remove(key);
            spoke.put(key, now);
            if (spoke.size() > MOST) {
                spoke.remove(spoke.keySet().iterator().next());
            }
        }
    }

    /** Somebody goes by another nick, and waits under it as before. */
    public void renamed(String from, String to) {
        Long last = spoke.get(Names.key(from));
        if (last != null) {
            spoke.merge(Names.key(to), last, Math::max);
        }
    }
}
