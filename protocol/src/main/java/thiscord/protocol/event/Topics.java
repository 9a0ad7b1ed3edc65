package thiscord.protocol.event;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Utf8;

/** The names of topics on the event plane. A topic is 1 to {@link #MAX_BYTES} bytes of UTF-8. */
public final class Topics {
    /** Longest topic in bytes of UTF-8. */
    public static final int MAX_BYTES = 512;
    /** Begins the numbered lane of a topic; no topic itself may begin with it. */
    public static final char NUMBERED = '#';
    /**
     * Begins a question at the out door, which is a subscription that nobody else has: whoever subscribes to it and a word
     * of its own is told {@code [what was subscribed to, journal, replay port]}, once.
     */
    public static final String WHO = "##who/";
    /**
     * Nobody can subscribe to it: its payload {@code {"topic":TOPIC}} makes the broker erase all that it keeps of that topic.
     */
    public static final String ERASE = "thiscord/erase";
    /** Longest payload in bytes. */
    public static final int MAX_PAYLOAD_BYTES = 256 << 10;

    private Topics() {}

    /** Null if it is the UTF-8 of a topic, else one line that says why not. */
    public static @Nullable String wrong(byte[] topic) {
        if (topic.length == 0 || topic.length > MAX_BYTES) {
            return "a topic is 1 to " + MAX_BYTES + " bytes of UTF-8, this one has " + topic.length;
        }
        if (topic[0] == NUMBERED) {
            return "a topic does not begin with '" + NUMBERED + "'";
        }
        for (byte b : topic) {
            if (b < 0) {
                return Utf8.decode(topic, 0, topic.length) == null ? "a topic is UTF-8" : null;
            }
        }
        return null;
    }

    /** The payload of {@link #ERASE} for a room; its name has no character that JSON escapes. */
    public static byte[] eraseRoom(String room) {
        return ("{\"topic\":\"" + room(room) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    /** What happens in a room: messages, joins, its life. */
    public static String room(String room) {
        return "room/" + room;
    }

    /** What a person does: login, logout. */
    public static String user(String nick) {
        return "user/" + nick;
    }

    /** How a node is. */
    public static String health(String node) {
        return "health/" + node;
    }
}
