package thiscord.hub.processing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A loop and a clock that go on by hand. For one thread. */
public final class HandTimer implements Passage.Timer {
    private record Later(long atMillis, Runnable task) {}

    private final ArrayDeque<Runnable> now = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();
    private long millis;

    @Override
    public void after(long wait, Runnable task) {
        if (wait == 0) {
            now.add(task);
        } else {
            later.add(new Later(millis + wait, task));
        }
    }

    /** The time of its clock. */
    public long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Runs what is to be run now. */
    public void turn() {
        for (Runnable task = now.poll(); task != null; task = now.poll()) {
            task.run();
        }
    }

    /** Lets so much time pass. */
    public void pass(long wait) {
        turn();
        for (long i = 0; i < wait; i++) {
            millis++;
            List<Later> due =
                    later.stream().filter(one -> one.atMillis() <= millis).toList();
            later.removeAll(due);
            due.forEach(one -> one.task().run());
            turn();
        }
    }
}
