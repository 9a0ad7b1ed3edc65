package thiscord.hub.room;

import java.util.LinkedHashSet;
import java.util.Set;
import thiscord.protocol.Names;

/** Who was in a room lately and did not leave it: the newest so many. Who is in it now may be among them. Lives on its loop. */
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
