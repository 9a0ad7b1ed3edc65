package thiscord.rooms;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import thiscord.cli.Harmless;

/**
 * Logs who created, joined, left, deleted and listed rooms, at most {@link #MOST} lines a minute and then how many were left
 * out. No topic and no text that was said. Thread-safe.
 */
final class ActivityLog {
    /** The most lines a minute. */
    static final int MOST = 120;

    private static final Logger LOG = System.getLogger("thiscord.rooms");

    private final LongSupplier nanos;
    private long minute;
    private int lines;
    private long leftOut;

    /** @param nanos the time, as {@link System#nanoTime} tells it */
    ActivityLog(LongSupplier nanos) {
        this.nanos = nanos;
        this.minute = nanos.getAsLong();
    }

    /** The room that the service makes at its first start is in no line. */
    void changed(Mutation mutation, Who by) {
        if (by.from().isEmpty() && !by.nick().isEmpty()) {
            return;
        }
        String done = mutation.accept(new Done());
        if (!done.isEmpty()) {
            log(() -> name(by) + ": " + done + " room " + mutation.room().name());
        }
    }

    void listed(Who by) {
        log(() -> name(by) + ": listed rooms");
    }

    private static String name(Who who) {
        if (who.nick().isEmpty()) {
            return "room service";
        }
        return who.from().isEmpty() ? who.nick() : who.nick() + "@" + who.from();
    }

    private void log(Supplier<String> line) {
        String said = within(line);
        if (!said.isEmpty()) {
            LOG.log(Level.INFO, () -> Harmless.line(said));
        }
    }

    /** The line, with what was left out before it; empty if this one is left out. */
    synchronized String within(Supplier<String> line) {
        long now = nanos.getAsLong();
        String before = "";
        if (now - minute >= TimeUnit.MINUTES.toNanos(1)) {
            before = leftOut == 0 ? "" : " (before it, " + leftOut + " lines like this were left out)";
            minute = now;
            lines = 0;
            leftOut = 0;
        }
        lines++;
        if (lines > MOST) {
            leftOut++;
            return "";
        }
        return line.get() + before;
    }

    private static final class Done implements Mutation.Visitor<String> {
        @Override
        public String created(Mutation.Created m) {
            return "created";
        }

        @Override
        public String deleted(Mutation.Deleted m) {
            return m.expired() ? "deleted, at its end," : "deleted";
        }

        @Override
        public String topicSet(Mutation.TopicSet m) {
            return "";
        }

        @Override
        public String joined(Mutation.Joined m) {
            return "joined";
        }

        @Override
        public String left(Mutation.Left m) {
            return "left";
        }

        @Override
        public String ruled(Mutation.Ruled m) {
            return "";
        }

        @Override
        public String stood(Mutation.Stood m) {
            return "";
        }

        @Override
        public String expelled(Mutation.Expelled m) {
            return "";
        }

        @Override
        public String noted(Mutation.Noted m) {
            return "";
        }

        @Override
        public String invited(Mutation.Invited m) {
            return "";
        }
    }
}
