package thiscord.hub.fanout;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of the hub, and its turns: what is to be written in a turn is gathered and goes out at its end, one
 * write a session. Every session and every room lives on one loop and is touched nowhere else; loops talk by
 * {@link #post}. Methods without a word about threads are for the loop's own thread.
 */
public final class Loop {
    private final SingleThreadEventLoop eventLoop;
    private final int index;
    private final byte[] scratch = new byte[64 * 1024];
    private final Runnable endOfTurn = this::endTurn;
    private ArrayList<Audience> audiences = new ArrayList<>();
    private ArrayList<Audience> spareAudiences = new ArrayList<>();
    private ArrayList<Outbox> outboxes = new ArrayList<>();
    private ArrayList<Outbox> spareOutboxes = new ArrayList<>();
    private final LoopCounts counts = new LoopCounts();
    private boolean armed;

    /** @param index 0, 1, 2 … within the hub */
    public Loop(EventLoop eventLoop, int index) {
        this.eventLoop = (SingleThreadEventLoop) eventLoop;
        this.index = index;
    }

    /** Any thread. */
    public int index() {
        return index;
    }

    /** Any thread. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Any thread. What is counted here. */
    public LoopCounts counts() {
        return counts;
    }

    /** Any thread. True on this loop's own thread. */
    public boolean here() {
        return eventLoop.inEventLoop();
    }

    /** A buffer for bytes just read; whoever uses it is done with it before the call that lent it returns. */
    public byte[] scratch() {
        return scratch;
    }

    /**
     * Any thread. Runs a task on this loop: at once if called there, else later, in the order of the calls of one
     * thread. When the hub has stopped, the task is dropped.
     */
    public void post(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            postLater(task);
        }
    }

    /** Any thread. As {@link #post}, but never at once. */
    public void postLater(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException stopped) {
            // The loops end last when the hub stops: nobody is left to hear of it.
        }
    }

    /** Any thread. Runs a task on this loop after a time. */
    public void postAfter(long millis, Runnable task) {
        try {
            eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // As above.
        }
    }

    void dirty(Audience audience) {
        audiences.add(audience);
        arm();
    }

    void dirty(Outbox outbox) {
        outboxes.add(outbox);
        arm();
    }

    private void arm() {
        if (!armed) {
            armed = true;
            eventLoop.executeAfterEventLoopIteration(endOfTurn);
        }
    }

    private void endTurn() {
        armed = false;
        ArrayList<Audience> spoken = audiences;
        audiences = spareAudiences;
        spareAudiences = spoken;
        for (int i = 0; i < spoken.size(); i++) {
            spoken.get(i).flush();
        }
        spoken.clear();
        ArrayList<Outbox> filled = outboxes;
        outboxes = spareOutboxes;
        spareOutboxes = filled;
        for (int i = 0; i < filled.size(); i++) {
            filled.get(i).flush();
        }
        filled.clear();
    }
}
