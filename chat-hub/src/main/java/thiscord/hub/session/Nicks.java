package thiscord.hub.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.people.LookAlikes;

/**
 * Which session holds which nicks: the one that it goes by, and while its rooms do not know of a change yet, the one before.
 * All of a session's are released together when it ends, whatever became of its last change. Thread-safe; of two sessions
 * that claim look-alikes, one gets it. {@link #find} waits for nobody.
 */
public final class Nicks {
    /** A nick in use, as it was written, with what it looks like. */
    private record Worn(String nick, Session session, Set<String> skeletons) {}

    private final ConcurrentMap<String, Worn> worn = new ConcurrentHashMap<>();
    /** Keys of nicks in use by each of their skeletons; of two of one session, the later. Guarded by this. */
    private final Map<String, String> looks = new HashMap<>();
    /** The keys that each session holds. Guarded by this. */
    private final Map<Session, Set<String>> held = new HashMap<>();

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
            held.computeIfAbsent(session, s -> new HashSet<>(2)).add(key);
            return null;
        }
    }

    private void forget(String key, Worn gone) {
        worn.remove(key);
        gone.skeletons().forEach(skeleton -> looks.remove(skeleton, key));
    }

    /** Releases all that a session holds but the nick that it goes by now; all, if that is null. */
    public synchronized void keepOnly(@Nullable String nick, Session session) {
        String kept = nick == null ? null : Names.key(nick);
        Set<String> keys = held.getOrDefault(session, Set.of());
        for (String key : List.copyOf(keys)) {
            Worn gone = worn.get(key);
            if (!key.equals(kept) && gone != null) {
                forget(key, gone);
                keys.remove(key);
            }
        }
        if (keys.isEmpty()) {
            held.remove(session);
        }
    }

    /** How many nicks are held; of now, or of a moment ago. */
    public int size() {
        return worn.size();
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
