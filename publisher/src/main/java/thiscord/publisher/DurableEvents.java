package thiscord.publisher;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events that are stored until the broker has confirmed them, in a file of whoever publishes them. Each bears the name of its
 * publisher and a number which never change, so that an event that is sent again after a kill of anybody is taken once.
 * Called on the thread of {@link DurablePublisher} alone; must not wait for the network.
 */
public interface DurableEvents {
    /** An event as it is published. */
    record Ready(String topic, byte[] payload) {}

    /**
     * Events of one publisher, numbered from {@code first} on. What has a lower number and was not confirmed never comes.
     *
     * @param key tells batches of their owner apart
     * @param events none to ask only how far the broker is with that publisher
     */
    record Batch(Object key, String publisher, long first, List<Ready> events) {}

    /**
     * What is to be sent next, of a publisher that is not under way.
     *
     * @param underWay the keys of what is not confirmed yet
     * @return null if there is nothing now; {@link DurablePublisher#wake} tells that there is something again
     */
    @Nullable
    Batch next(Collection<Object> underWay);

    /**
     * The broker has answered: all up to that number is confirmed, or refused.
     *
     * @param upto not below {@code batch.first() - 1}; beyond the batch if the broker had more of it before
     */
    void done(Batch batch, long upto, Map<Long, String> refused);
}
