package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.publisher.json.EventsJson.TopicAndPayload;
import thiscord.publisher.spool.Outlet;

/** Publishes what a spool takes up, and keeps in a file under what name and how far. For one thread, one process at a time. */
final class ConfirmedOutlet implements Outlet, AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    private static final int BACKLOG = 1000;
    private static final Duration WAIT = Duration.ofSeconds(10);
    /** The file's word for what is published under its numbers; these go to many topics. */
    static final String ALL_TOPICS = "*";

    private final Address door;
    private final NumberFile file;
    private final JournalNotice notice;
    private EventPublisher publisher;

    /** Starts at once, so that it is seen early whether the broker is there. */
    ConfirmedOutlet(Address door, Path numbers) {
        this.door = door;
        this.file = NumberFile.open(numbers, ALL_TOPICS, "--spool");
        this.notice = new JournalNotice(door);
        this.publisher = publisher();
    }

    private EventPublisher publisher() {
        Confirming how = new Confirming(file.publisher(), file.number() + 1, true, notice);
        return EventPublisher.confirming(door, how, BACKLOG, Duration.ZERO);
    }

    @Override
    public long number() {
        return file.number();
    }

    @Override
    public @Nullable String publish(List<TopicAndPayload> events) throws InterruptedException {
        long refusedBefore = publisher.confirmations().refused();
        for (TopicAndPayload event : events) {
            while (!publisher.publish(event.topic(), event.payload(), WAIT)) {
                sayThatItWaits();
            }
        }
        long last = file.number() + events.size();
        while (publisher.confirmations().upto() < last) {
            if (!publisher.awaitConfirmed(WAIT)) {
                sayThatItWaits();
            }
        }
        EventPublisher.Confirmations now = publisher.confirmations();
        reached(last);
        return now.refused() > refusedBefore ? String.valueOf(now.why()) : null;
    }

    /** Before the file is put away: else, after a power cut, the next one might go under its numbers, and count as published. */
    private void reached(long number) {
        file.reached(number);
        file.force();
    }

    private void sayThatItWaits() {
        LOG.log(Level.DEBUG, () -> "publisher: a file waits for the broker " + door);
    }

    @Override
    public void passOver(int numbers) {
        publisher.close();
        reached(file.number() + numbers);
        publisher = publisher();
    }

    @Override
    public void close() {
        publisher.close();
        file.close();
    }
}
