package thiscord.hub.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thiscord.hub.engine.Room;
import thiscord.hub.log.RoomLog;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * Whether a room is open: it waits for its log, has it, or is closed for good. Hears what the log tells. Lives on the
 * room's loop; {@link #opened} is for any thread.
 */
final class Opening implements RoomLog.Listener {
    private final Room room;
    private final Speech speech;
    private final @Nullable Mentions mentions;
    private final Runnable onFailure;
    private @Nullable RoomLog openLog;
    private @Nullable List<Runnable> waiting = new ArrayList<>();
    private @Nullable Refusal closed;
    private volatile boolean opened;

    /**
     * @param mentions null if nobody wants to know
     * @param onFailure run if the log can not be opened
     */
    Opening(Room room, Speech speech, @Nullable Mentions mentions, Runnable onFailure) {
        this.mentions = mentions;
        this.room = room;
        this.speech = speech;
        this.onFailure = onFailure;
    }

    /** True once the log is open. */
    boolean isOpened() {
        return opened;
    }

    /** Why nobody can come in or speak any more; null while that is not so. */
    @Nullable
    Refusal closed() {
        return closed;
    }

    /** Runs a task once it is known whether the room opens; at once if it is. */
    void whenKnown(Runnable task) {
        if (waiting == null) {
            task.run();
        } else {
            waiting.add(task);
        }
    }

    /** Other rules hold from now on. */
    void ruled() {
        if (openLog != null) {
            openLog.publish(speech.isPublic());
        }
    }

    /** The log, for whoever is in. */
    RoomLog log() {
        return Objects.requireNonNull(openLog, "nobody is in before it is open");
    }

    /** Closes it for good. */
    void close(Refusal why) {
        closed = why;
        if (openLog != null) {
            openLog.close();
        }
    }

    @Override
    public void opened(RoomLog log, List<Event.Message> recent) {
        openLog = log;
        log.publish(speech.isPublic());
        room.resume(log.epoch(), log.last());
        recent.forEach(room::remember);
        if (mentions != null) {
            mentions.opened(recent);
        }
        opened = true;
        if (closed != null) {
            log.close();
        }
        letIn();
    }

    @Override
    public void notOpened(Refusal why) {
        closed = why;
        onFailure.run();
        letIn();
    }

    @Override
    public void stored(Event.Message message) {
        speech.stored(message);
        if (mentions != null) {
            mentions.look(message);
        }
    }

    @Override
    public void failed(Refusal why) {
        speech.failed(why);
    }

    private void letIn() {
        List<Runnable> came = waiting == null ? List.of() : waiting;
        waiting = null;
        came.forEach(Runnable::run);
    }
}
