package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.event.Topics;
import zmq.socket.pubsub.TwoLanes;

/** Looks at how the broker is, for whoever asks; everything in it is bounded. The loop's thread only, by an {@link Errand}. */
final class Survey {
    private static final int MOST_TOPICS = 200;
    private static final int MOST_SUBSCRIBERS = 200;

    private final BrokerLoop loop;
    private final Journal journal;
    private final TwoLanes subscriptions;
    private final long startedAt = System.nanoTime();

    Survey(BrokerLoop loop, Journal journal, TwoLanes subscriptions) {
        this.loop = loop;
        this.journal = journal;
        this.subscriptions = subscriptions;
    }

    /**
     * All but those who ask and publish at the replay door.
     *
     * @param prefix of the topics
     * @param after only topics behind this one
     */
    BrokerStatus take(String prefix, String after) {
        long now = System.nanoTime();
        TreeMap<String, BrokerStatus.TopicLine> lines = new TreeMap<>();
        Map<String, Double> rates = loop.traffic().topics(now);
        Journal.Heads heads = journal.heads(List.of(bytes(prefix)), bytes(after), Long.MAX_VALUE);
        rates.forEach((topic, rate) -> {
            if (topic.startsWith(prefix) && topic.compareTo(after) > 0) {
                lines.put(topic, new BrokerStatus.TopicLine(topic, rate, 0, 0, 0));
            }
        });
        for (Journal.Head head : heads.heads()) {
            String topic = new String(head.topic(), StandardCharsets.UTF_8);
            double rate = rates.getOrDefault(topic, 0.0);
            lines.put(topic, new BrokerStatus.TopicLine(topic, rate, head.first(), head.last(), 0));
        }
        List<BrokerStatus.TopicLine> topics =
                lines.values().stream().limit(MOST_TOPICS).map(this::counted).toList();
        return new BrokerStatus(
                whole(now), topics, heads.more() || lines.size() > topics.size(), subscribers(), List.of(), List.of());
    }

    private BrokerStatus.TopicLine counted(BrokerStatus.TopicLine line) {
        int followers =
                subscriptions.count(bytes(line.topic())) + subscriptions.count(bytes(Topics.NUMBERED + line.topic()));
        return new BrokerStatus.TopicLine(line.topic(), line.perSecond(), line.first(), line.last(), followers);
    }

    private BrokerStatus.Whole whole(long now) {
        Broker.Stats stats = loop.stats();
        Journal.Size size = journal.size();
        return new BrokerStatus.Whole(
                journal.id(),
                size.files(),
                TimeUnit.NANOSECONDS.toSeconds(now - startedAt),
                stats.received(),
                loop.traffic().perSecond(stats.received(), now),
                stats.dropped(),
                subscriptions.missed(),
                stats.in().open(),
                stats.out().open(),
                stats.subscriptions(),
                size.bytes(),
                size.events(),
                size.topics());
    }

    private List<BrokerStatus.Subscriber> subscribers() {
        List<BrokerStatus.Subscriber> all = new ArrayList<>();
        for (TwoLanes.Follower one : subscriptions.followers()) {
            all.add(new BrokerStatus.Subscriber(one.address(), one.subscriptions(), one.missed(), one.full()));
        }
        all.sort(Comparator.comparingLong(BrokerStatus.Subscriber::missed)
                .reversed()
                .thenComparing(BrokerStatus.Subscriber::address));
        return all.size() > MOST_SUBSCRIBERS ? List.copyOf(all.subList(0, MOST_SUBSCRIBERS)) : all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
