package thiscord.publisher.spool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.publisher.json.EventsJson.TopicAndPayload;

/**
 * Publishes events under numbers, each number once, however often it is tried and whoever is killed meanwhile. For one thread.
 */
public interface Outlet {
    /** Up to that number all is published; kept across restarts. */
    long number();

    /**
     * Publishes these under the numbers that follow {@link #number}; blocks until all are confirmed and the number is kept.
     *
     * @return null, or why the broker refused some of them
     */
    @Nullable
    String publish(List<TopicAndPayload> events) throws InterruptedException;

    /** Uses no number of the next so many. */
    void passOver(int numbers);
}
