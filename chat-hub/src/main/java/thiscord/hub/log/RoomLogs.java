package thiscord.hub.log;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import thiscord.protocol.Keeps;

/** The logs of many rooms. Thread-safe; never blocks. */
public interface RoomLogs {
    /** How far back {@link RoomLog.Listener#opened} looks, unless there is more than {@link #RECENT_MESSAGES}. */
    long RECENT_MILLIS = 11 * 60_000;

    /** How many messages it is given at the most. */
    int RECENT_MESSAGES = 20_000;

    /**
     * Opens a room's log, at once or later. One log at a time may be open for a room: an older one refuses from then on.
     *
     * @param id the room's, never that of another room
     * @param loop runs tasks on the room's loop, in the order in which one thread gives them
     * @param room is told, on that loop: first opened or not-opened
     */
    void open(long id, String name, Keeps keeps, Executor loop, RoomLog.Listener room);

    /** All rooms of which there are messages that outlive the hub. */
    CompletionStage<Kept> kept();

    /** From now on, also after a restart, that house's rooms are those of which messages are kept. */
    void belongTo(String house);

    /**
     * @param house of which house they are, empty if that was never said
     * @param names by id
     */
    record Kept(String house, Map<Long, String> names) {}

    /** Forgets a room: its messages are erased, an open log refuses from then on. Does nothing for an unknown room. */
    void erase(long id);
}
