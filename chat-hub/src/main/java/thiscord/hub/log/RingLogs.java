package thiscord.hub.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import thiscord.protocol.Keeps;

/** Logs of rooms that keep nothing: a ring in memory for each, new at each opening. */
public final class RingLogs implements RoomLogs {
    private final String start;
    private final AtomicLong openings = new AtomicLong();

    /** @param start differs with each start of the hub */
    public RingLogs(String start) {
        this.start = start;
    }

    @Override
    public void open(long id, String name, Keeps keeps, Executor loop, RoomLog.Listener room) {
        String epoch = start + "-" + id + "-" + Long.toString(openings.incrementAndGet(), 36);
        loop.execute(() -> room.opened(new RingLog(epoch, room), List.of()));
    }

    @Override
    public CompletionStage<Kept> kept() {
        return CompletableFuture.completedFuture(new Kept("", Map.of()));
    }

    @Override
    public void belongTo(String house) {
        // Nothing outlives the hub.
    }

    @Override
    public void erase(long id) {
        // A ring goes with its room.
    }
}
