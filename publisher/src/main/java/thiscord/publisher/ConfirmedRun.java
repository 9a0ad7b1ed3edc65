package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.link.GateTunnel;

/** Publishes one event, or one for each line, and ends when the broker has confirmed them. For one thread, once. */
final class ConfirmedRun {
    /** Takes a payload. */
    interface Taker {
        void take(byte[] payload) throws InterruptedException;
    }

    /** Payloads, in order. */
    interface Lines {
        /** Gives each to the taker; a {@link Failure} at one that is wrong, when those before it were given. */
        void each(Taker taker) throws InterruptedException;
    }

    private static final Logger LOG = System.getLogger("thiscord.publisher");
    private static final int BACKLOG = 10_000;
    /** How long the backlog may be full before a word is said. */
    private static final Duration SILENTLY = Duration.ofSeconds(1);

    private final Address door;
    private final String topic;
    private final Duration timeout;
    private final @Nullable Path stateFile;
    /** Lines that were read. */
    private long read;
    /** So many of them were confirmed to another process. */
    private long passedOver;

    ConfirmedRun(Address door, String topic, Duration timeout, @Nullable Path stateFile) {
        this.door = door;
        this.topic = topic;
        this.timeout = timeout;
        this.stateFile = stateFile;
    }

    /**
     * Publishes.
     *
     * @param one the only event; null for lines
     * @return {@link ExitCode#OK}
     * @throws Failure if not all was confirmed
     */
    int publish(byte @Nullable [] one, Lines lines) throws InterruptedException {
        if (one != null && stateFile != null) {
            throw new Failure(ExitCode.USAGE, "--state is for lines; leave out TEXT, or --state");
        }
        try (NumberFile state =
                stateFile == null ? null : NumberFile.open(stateFile.toAbsolutePath(), topic, "--state")) {
            Confirming how = state == null
                    ? Confirming.asSomebodyNew(true)
                    : new Confirming(state.publisher(), state.number() + 1, true, new JournalNotice(door));
            passedOver = how.first() - 1;
            EventPublisher publisher = EventPublisher.confirming(door, how, BACKLOG, timeout);
            try (publisher) {
                if (!publisher.awaitConnected(timeout)) {
                    String why = publisher.confirmations().why();
                    throw why == null
                            ? Failure.cannotReach("the broker", GateTunnel.shown(door), "--replay", null)
                            : new Failure(
                                    ExitCode.CANNOT_REACH, GateTunnel.shown(door) + ": " + why + "; see --replay");
                }
                if (one != null) {
                    take(publisher, state, one);
                } else {
                    lines.each(payload -> take(publisher, state, payload));
                }
            } catch (IllegalArgumentException e) {
                throw new Failure(ExitCode.USAGE, e.getMessage(), e);
            } finally {
                publisher.close();
                note(publisher, state);
            }
            return result(publisher, one != null);
        }
    }

    private void take(EventPublisher publisher, @Nullable NumberFile state, byte[] payload)
            throws InterruptedException {
        read++;
        if (read <= passedOver) {
            return;
        }
        if (!publisher.publish(topic, payload, timeout.compareTo(SILENTLY) < 0 ? timeout : SILENTLY)) {
            LOG.log(
                    Level.INFO,
                    "publisher: " + BACKLOG + " events wait for the broker " + GateTunnel.shown(door)
                            + "; reading no more");
            if (!publisher.publish(topic, payload, timeout)) {
                publisher.close();
                note(publisher, state);
                result(publisher, false);
            }
        }
        note(publisher, state);
    }

    private static void note(EventPublisher publisher, @Nullable NumberFile state) {
        if (state != null) {
            state.reached(publisher.confirmations().upto());
        }
    }

    private int result(EventPublisher publisher, boolean single) {
        EventPublisher.Confirmations end = publisher.confirmations();
        if (read < passedOver) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the input has " + read + " lines, but of that of --state " + passedOver
                            + " were published; choose another file for another input");
        }
        long missing = read - end.upto();
        if (missing > 0) {
            String what = single
                    ? "the event"
                    : missing == 1
                            ? "line " + read
                            : "lines " + (end.upto() + 1) + " to " + read + ", " + missing + " events,";
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "the broker at " + GateTunnel.shown(door) + " did not confirm " + what
                            + " in time; it may have taken some"
                            + (stateFile == null ? "" : "; run it again with the same input and --state"));
        }
        if (end.refused() > 0) {
            throw new Failure(ExitCode.USAGE, "the broker refused " + end.refused() + " events: " + end.why());
        }
        return ExitCode.OK;
    }
}
