package thiscord.hub.room;

import java.util.LinkedHashSet;
import java.util.Set;
import thiscord.protocol.Names;

/**
 * Who was in a room lately, and went without leaving it: the newest so many. Who went earlier, the room service knows.
 * Lives on the room's loop.
 */
final class Strays {
    private final int most;
    private final Set<String> keys = new LinkedHashSet<>();

    /** @param most 0 for a room where nobody asks */
    Strays(int most) {
        this.most = most;
    }

    void went(String nick) {
        if (most > 0) {
            keys.remove(Names.key(nick));
            keys.add(Names.key(nick));
            if (keys.size() > most) {
                keys.remove(keys.iterator().next());
            }
        }
    }

    /** It came back, or is no member any more. */
    void forget(String nick) {
        if (most > 0) {
            keys.remove(Names.key(nick));
        }
    }

    boolean has(String nick) {
        return keys.contains(Names.key(nick));
    }
}
