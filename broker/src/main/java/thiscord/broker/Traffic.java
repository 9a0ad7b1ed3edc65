package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How much is published, in all and by topic, for a bounded number of topics. Samples count for several. The loop's thread only. */
final class Traffic {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_TOPICS = 2000;
    /** A topic on which nothing came for so many windows is forgotten. */
    private static final int LONGEST_SILENCE = 60;

    private static final class Counts {
        long now;
        double perSecond;
        int silence;
    }

    private final Map<String, Counts> topics = new HashMap<>();
    private long windowFrom;
    private long receivedBefore;
    private double perSecond;

    Traffic(long nanoTime) {
        windowFrom = nanoTime;
    }

    /** An event on that topic, standing for so many. */
    void count(byte[] topic, int weight) {
        String name = new String(topic, StandardCharsets.UTF_8);
        Counts counts = topics.get(name);
        if (counts == null && topics.size() < MOST_TOPICS) {
            counts = new Counts();
            topics.put(name, counts);
        }
        if (counts != null) {
            counts.now += weight;
        }
    }

    /** Ends the window if it is over. */
    void tick(long received, long nanoTime) {
        double seconds = (nanoTime - windowFrom) / 1e9;
        if (nanoTime - windowFrom < WINDOW_NANOS) {
            return;
        }
        perSecond = (received - receivedBefore) / seconds;
        receivedBefore = received;
        windowFrom = nanoTime;
        topics.values().removeIf(counts -> {
            counts.perSecond = counts.now / seconds;
            counts.silence = counts.now == 0 ? counts.silence + 1 : 0;
            counts.now = 0;
            return counts.silence > LONGEST_SILENCE;
        });
    }

    /** Of all topics; in the first window, of what has passed of it. */
    double perSecond(long received, long nanoTime) {
        return receivedBefore == 0 ? received / Math.max(1, (nanoTime - windowFrom) / 1e9) : perSecond;
    }

    /** Rates by topic; of one that is new, of what has passed of the window. */
    Map<String, Double> topics(long nanoTime) {
        double seconds = Math.max(1, (nanoTime - windowFrom) / 1e9);
        Map<String, Double> all = new HashMap<>();
        topics.forEach((topic, counts) ->
                all.put(topic, counts.perSecond == 0 && counts.silence == 0 ? counts.now / seconds : counts.perSecond));
        return all;
    }
}
