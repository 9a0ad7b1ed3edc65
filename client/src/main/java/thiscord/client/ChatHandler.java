package thiscord.client;

import java.time.Duration;
import java.util.List;
import thiscord.protocol.Event;

/**
 * What a bot hears. All methods are called on the client's one handler thread, one after the other; they may call the
 * client, but must not wait for its answers (the answers come on the same thread). While a method works, what comes
 * waits: first 1,024 events here, then at the hub, which counts this client as a slow reader. An exception is logged
 * and otherwise ignored.
 */
public interface ChatHandler {
    /** Everything that the hub tells, and each message of a room once, in order. The default does nothing. */
    default void event(ChatClient client, Event event) {}

    /**
     * How far the rooms were read by what {@link #event} was told so far. Kept and given back to {@link
     * ChatClient.Builder#resume}, reading goes on there.
     */
    default void read(ChatClient client, List<ReadMark> marks) {}

    /** The connection is gone, or could not be made again; the next try is in {@code retryIn}. */
    default void lost(ChatClient client, String why, Duration retryIn) {}

    /** Nothing else waits at the moment: the time to flush. At the latest after 256 events. */
    default void settled(ChatClient client) {}

    /** It is over: closed, or refused for good. The last call. */
    default void closed(ChatClient client, String why) {}
}
