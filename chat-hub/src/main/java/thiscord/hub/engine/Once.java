package thiscord.hub.engine;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;

/**
 * Which messages a room knows by their sender and the id that the sender gave, so that what is sent again is stored
 * once. Remembers for {@link #MILLIS}; in a room where more than {@link #MOST} messages with an id are said in that time,
 * the newest so many. Not thread-safe.
 */
final class Once {
    /** How long a message is remembered. */
    static final long MILLIS = 10 * 60_000;
    /** How many messages are remembered at the most. */
    static final int MOST = 20_000;

    /** A message that is remembered. */
    record Said(String key, long seq, long at) {}

    private final Map<String, Said> byKey = new HashMap<>();
    private final ArrayDeque<Said> order = new ArrayDeque<>();

    /** The message that this nick said under that id, or null. */
    @Nullable
    Said find(String nick, String id) {
        return byKey.get(key(nick, id));
    }

    /** Remembers a message; its seq is above all others. */
    void add(String nick, String id, long seq, long at) {
        Said said = new Said(key(nick, id), seq, at);
        byKey.put(said.key(), said);
        order.addLast(said);
        while (order.size() > MOST || order.getFirst().at() < at - MILLIS) {
            forget(order.removeFirst());
        }
    }

    /** Forgets messages above that seq: they were not stored. */
    void forgetAfter(long seq) {
        while (!order.isEmpty() && order.getLast().seq() > seq) {
            forget(order.removeLast());
        }
    }

    private void forget(Said said) {
        byKey.remove(said.key(), said);
    }

    private static String key(String nick, String id) {
        return Names.key(nick) + ' ' + id;
    }
}
