package thiscord.hub.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.people.LookAlikes;

/** Who wears which nick. Thread-safe; of two sessions that claim look-alikes, one gets it. {@link #find} waits for nobody. */
public final class Nicks {
    /** A nick in use, as it was written, with what it looks like. */
    private record Worn(String nick, Session session, Set<String> skeletons) {}

    private final ConcurrentMap<String, Worn> worn = new ConcurrentHashMap<>();
    /** Keys of nicks in use by each of their skeletons; of two of one session, the later. Guarded by this. */
    private final Map<String, String> looks = new HashMap<>();

    /** Null if the session now wears it, or did already; else the nick that is in the way. */
    public @Nullable String claim(String nick, Session session) {
        Set<String> skeletons = LookAlikes.skeletons(nick);
        String key = Names.key(nick);
        synchronized (this) {
            Worn before = worn.get(key);
            if (before != null && before.session() != session) {
                return nick;
            }
            for (String skeleton : skeletons) {
                Worn like = worn.get(looks.getOrDefault(skeleton, ""));
                if (like != null && like.session() != session) {
                    return like.nick();
                }
            }
            if (before != null) {
                forget(key, before);
            }
            worn.put(key, new Worn(nick, session, skeletons));
            skeletons.forEach(skeleton -> looks.put(skeleton, key));
            return null;
        }
    }

    private void forget(String key, Worn gone) {
        worn.remove(key);
        gone.skeletons().forEach(skeleton -> looks.remove(skeleton, key));
    }

    /** Gives it back, if that session wears it. */
    public synchronized void release(String nick, Session session) {
        String key = Names.key(nick);
        Worn gone = worn.get(key);
        if (gone != null && gone.session() == session) {
            forget(key, gone);
        }
    }

    /** Who wears it, or null. */
    public @Nullable Session find(String nick) {
        Worn now = worn.get(Names.key(nick));
        return now == null ? null : now.session();
    }

    /** All who wear one, more or less at one time. */
    Collection<Session> wearers() {
        return worn.values().stream().map(Worn::session).toList();
    }
}
