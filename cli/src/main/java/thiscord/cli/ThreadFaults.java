package thiscord.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What happens when a thread of ours throws what nobody expected, {@link Error}s included: one line in the log, and the work
 * goes on where it must. Thread-safe. Nothing here throws, also when memory is exhausted.
 */
public final class ThreadFaults {
    private static final Logger LOG = System.getLogger("thiscord.cli");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Made before it is needed: out of memory, nothing more can be made. */
    private static final byte[] LAST_RESORT =
            "ERROR a thread failed, and there was no memory to say which; see the Java options -Xmx and -Xss\n"
                    .getBytes(StandardCharsets.US_ASCII);

    static {
        // Loaded before it is needed, for the same reason.
        cause(new OutOfMemoryError("only so that the classes are loaded"));
    }

    private ThreadFaults() {}

    /** From now on a thread of this process that ends by an exception is logged in one line. Stack traces need {@code --verbose}. */
    public static void logUncaught() {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> report("thread " + thread.getName() + " died", thrown));
    }

    /** Logs one line. {@code what} says what failed, such as {@code thread hub-boards died}. */
    public static void report(String what, Throwable thrown) {
        try {
            LOG.log(Level.ERROR, what + ": " + cause(thrown), thrown);
        } catch (Throwable noMemory) {
            lastResort();
        }
    }

    private static String cause(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return "too little memory (-Xmx)";
        }
        return thrown instanceof StackOverflowError ? "too deep a stack (-Xss)" : "an unexpected fault";
    }

    private static void lastResort() {
        try {
            // Not closed: that would close the descriptor.
            new FileOutputStream(FileDescriptor.err).write(LAST_RESORT);
        } catch (IOException | Error nobodyCanBeTold) {
            // There is nothing left to try.
        }
    }

    /**
     * A task for a timer, which goes on after a run that threw. A plain one is never run again then, and nobody learns why.
     *
     * @param name what is logged
     */
    public static Runnable recurring(String name, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                report(name + " failed and is tried again at its next time", thrown);
            }
        };
    }

    /**
     * The body of a thread that must live: it is run again, a second later, each time that it throws.
     *
     * @param name what is logged
     * @param wanted false once the thread may end
     */
    public static Runnable restarting(String name, Runnable body, BooleanSupplier wanted) {
        return restarting(name, body, wanted, PAUSE);
    }

    static Runnable restarting(String name, Runnable body, BooleanSupplier wanted, Duration pause) {
        return () -> {
            boolean again = true;
            while (again) {
                again = false;
                try {
                    body.run();
                } catch (Throwable thrown) {
                    report("thread " + name + " failed and is started again", thrown);
                    again = wanted.getAsBoolean();
                    if (again) {
                        LockSupport.parkNanos(pause.toNanos());
                    }
                }
            }
        };
    }
}
