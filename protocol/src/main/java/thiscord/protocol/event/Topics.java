package thiscord.protocol.event;

/** The names of topics on the event plane. A topic is 1 to {@link #MAX_BYTES} bytes of UTF-8. */
public final class Topics {
    /** Longest topic in bytes of UTF-8. */
    public static final int MAX_BYTES = 512;
    /** Begins the numbered lane of a topic; no topic itself may begin with it. */
    public static final char NUMBERED = '#';

    private Topics() {}

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
