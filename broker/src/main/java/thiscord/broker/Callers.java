package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.event.Confirm;

/** Who came to the replay door of late, a bounded number: to ask for events, or to publish. The door's thread only. */
final class Callers {
    private static final int MOST = 200;

    private record Follower(String topic, long behind, long at) {}

    private static final class Publisher {
        String address = "";
        long upto;
        long taken;
        long again;
        long refused;
        long at;
    }

    /** By address; the latest is the last. */
    private final Map<String, Follower> followers = new LinkedHashMap<>();
    /** By name; the latest is the last. */
    private final Map<String, Publisher> publishers = new LinkedHashMap<>();

    /** @param behind by how many events of that topic the asker is behind */
    void asked(String address, String topic, long behind) {
        followers.remove(address);
        followers.put(address, new Follower(topic, behind, System.nanoTime()));
        bounded(followers);
    }

    void published(Batch batch) {
        String name = shown(batch);
        Publisher before = publishers.remove(name);
        Publisher publisher = before == null ? new Publisher() : before;
        publisher.address = batch.address;
        publisher.upto = batch.upto;
        publisher.taken += batch.taken;
        publisher.again += batch.again;
        publisher.refused += batch.refused.size();
        publisher.at = System.nanoTime();
        publishers.put(name, publisher);
        bounded(publishers);
    }

    /**
     * Whoever knows a publisher's name can publish under it, so it is not shown but its hash is; those of the gate are good for
     * their token alone.
     */
    private static String shown(Batch batch) {
        return batch.origin == ReservedTopics.Origin.GATE
                ? new String(batch.publisher, StandardCharsets.US_ASCII)
                : Confirm.shown(batch.publisher);
    }

    private static void bounded(Map<String, ?> callers) {
        if (callers.size() > MOST) {
            Iterator<String> oldest = callers.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** That status, with these in it. */
    BrokerStatus in(BrokerStatus status) {
        List<BrokerStatus.Follower> asking = new ArrayList<>();
        followers.forEach((address, one) ->
                asking.add(0, new BrokerStatus.Follower(address, one.topic(), one.behind(), secondsAgo(one.at()))));
        List<BrokerStatus.Publisher> publishing = new ArrayList<>();
        publishers.forEach((name, one) -> publishing.add(
                0,
                new BrokerStatus.Publisher(
                        name, one.address, one.upto, one.taken, one.again, one.refused, secondsAgo(one.at))));
        return new BrokerStatus(
                status.whole(), status.topics(), status.more(), status.subscribers(), asking, publishing);
    }

    private static long secondsAgo(long nanoTime) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanoTime);
    }
}
