package thiscord.hub.session;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;

/** Who wears which nick. Thread-safe; of two sessions that claim look-alikes, one gets it. */
public final class Nicks {
    private final ConcurrentMap<String, Session> worn = new ConcurrentHashMap<>();

    /** True if the session now wears it, or did already. */
    public boolean claim(String nick, Session session) {
        Session before = worn.putIfAbsent(Names.key(nick), session);
        return before == null || before == session;
    }

    /** Gives it back, if that session wears it. */
    public void release(String nick, Session session) {
        worn.remove(Names.key(nick), session);
    }

    /** Who wears it, or null. */
    public @Nullable Session find(String nick) {
        return worn.get(Names.key(nick));
    }
}
