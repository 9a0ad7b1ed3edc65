package thiscord.subscriber;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.subscriber.sink.Desk;
import thiscord.subscriber.sink.Printable;
import thiscord.subscriber.sink.SinkEvent;

/**
 * Takes what a subscriber hands over to a sink. A reliable one notes in its state file what was taken or passed over, and
 * only then: an event whose taking was cut short comes again after a restart, so each is taken once or more.
 */
final class SinkRun {
    private static final Logger LOG = System.getLogger("thiscord.subscriber");
    /** How soon a failure of the sink is seen while no event comes. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final SinkOptions options;
    private final long count;
    private final Duration patience;

    /**
     * @param count end after so many events
     * @param patience end when none came for that long
     */
    SinkRun(SinkOptions options, long count, Duration patience) {
        this.options = options;
        this.count = count;
        this.patience = patience;
    }

    private interface Source<T> {
        @Nullable
        T next(Duration patience) throws InterruptedException;
    }

    /** Null if nothing came in time. */
    private <T> @Nullable T next(Source<T> source, Desk desk) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        T next = null;
        while (next == null && end - System.nanoTime() > 0) {
            desk.check();
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            next = source.next(left.compareTo(LOOK) < 0 ? left : LOOK);
        }
        return next;
    }

    /** Takes events as they come; those that are missed are missed without a word. */
    int plain(EventSubscriber subscriber, Supplier<Failure> nothing) throws InterruptedException {
        try (Desk desk = desk(false, event -> {})) {
            for (long left = count; left > 0; left--) {
                ReceivedEvent event = next(subscriber::next, desk);
                if (event == null) {
                    desk.awaitIdle();
                    throw nothing.get();
                }
                desk.hand(new SinkEvent(
                        event.topic(),
                        0,
                        event.payload(),
                        UUID.randomUUID().toString(),
                        "{" + Printable.json(event.topic(), event.payload()) + "}"));
            }
            desk.awaitIdle();
            return ExitCode.OK;
        }
    }

    /** Takes each event of a topic once or more, in order. */
    int reliable(
            Address address,
            @Nullable Address replay,
            List<String> prefixes,
            Beginning beginning,
            @Nullable Path stateFile)
            throws InterruptedException {
        try (StateFile state = stateFile == null ? null : StateFile.open(stateFile.toAbsolutePath(), prefixes)) {
            Numbered.Position begin = state == null ? null : state.position();
            try (ReliableSubscriber subscriber =
                            ReliableSubscriber.connect(address, replay, prefixes, beginning, begin);
                    Desk desk = desk(true, event -> {
                        if (state != null) {
                            state.dealtWith(new Numbered.Event(event.topic(), event.offset(), event.payload()));
                        }
                    })) {
                String journal = begin == null ? "" : begin.journal();
                long left = count;
                while (left > 0) {
                    Numbered next = next(subscriber::next, desk);
                    if (next == null) {
                        desk.awaitIdle();
                        throw ReliablePrinter.nothing(subscriber.isCurrent(), address, replay);
                    }
                    if (next instanceof Numbered.Event event) {
                        desk.hand(sinkEvent(journal, event));
                        left--;
                        continue;
                    }
                    // Both tell of all that came before them.
                    desk.awaitIdle();
                    if (next instanceof Numbered.Position position) {
                        journal = position.journal();
                    } else if (next instanceof Numbered.Gap gap) {
                        LOG.log(Level.WARNING, "subscriber: " + ReliablePrinter.line(gap, false));
                    }
                    if (state != null) {
                        state.dealtWith(next);
                    }
                }
                desk.awaitIdle();
                return ExitCode.OK;
            }
        } catch (IOException e) {
            throw ReliablePrinter.unwritable(stateFile, e);
        }
    }

    private Desk desk(boolean reliable, Desk.Done done) {
        Desk desk = new Desk(options.sink(), options.retries(), options.parallel(), options.passesOver(reliable), done);
        // A signal ends the process, not the commands that it has started, and these are not to blame for their end.
        Runtime.getRuntime().addShutdownHook(new Thread(desk::close, "sink-closer"));
        return desk;
    }

    private static SinkEvent sinkEvent(String journal, Numbered.Event event) {
        return new SinkEvent(
                event.topic(),
                event.offset(),
                event.payload(),
                id(journal, event),
                "{\"offset\":" + event.offset() + "," + Printable.json(event.topic(), event.payload()) + "}");
    }

    /** Tells this event from all others, also from one that gets the same offset after the numbering began anew. */
    private static String id(String journal, Numbered.Event event) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (journal + "\n" + event.offset() + "\n" + event.topic() + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] hash = digest.digest(event.payload());
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
