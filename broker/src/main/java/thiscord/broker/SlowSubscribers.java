package thiscord.broker;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import zmq.socket.pubsub.TwoLanes;

/** Names those who miss events because they do not read fast enough, a line a minute at the most. The loop's thread only. */
final class SlowSubscribers {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_NAMED = 3;

    private final TwoLanes subscriptions;
    private final Consumer<String> warn;
    private long said;
    private long saidAt = System.nanoTime() - MINUTE_NANOS;

    SlowSubscribers(TwoLanes subscriptions, Consumer<String> warn) {
        this.subscriptions = subscriptions;
        this.warn = warn;
    }

    void tick(long nanoTime) {
        long missed = subscriptions.missed();
        if (missed == said || nanoTime - saidAt < MINUTE_NANOS) {
            return;
        }
        List<TwoLanes.Follower> slow = subscriptions.followers().stream()
                .filter(one -> one.missed() > 0)
                .sorted(Comparator.comparingLong(TwoLanes.Follower::missed).reversed())
                .toList();
        String names = slow.stream()
                .limit(MOST_NAMED)
                .map(one -> one.address() + " (" + one.missed() + ")")
                .collect(Collectors.joining(", "));
        warn.accept((missed - said) + " events were missed by subscribers that read too slowly"
                + (names.isEmpty() ? "" : ": " + names)
                + (slow.size() > MOST_NAMED ? " and " + (slow.size() - MOST_NAMED) + " more" : "")
                + "; 'thiscord broker status' lists them");
        said = missed;
        saidAt = nanoTime;
    }
}
