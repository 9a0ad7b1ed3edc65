package thiscord.protocol.event;

import java.util.List;

/**
 * How a broker is, a little old. Lists are bounded; rates are of the last ten seconds or so, and those of busy topics are
 * estimated from samples.
 *
 * @param more true if there are further topics, to be asked for behind the last of these
 * @param subscribers connections that follow something; those that missed most come first
 * @param followers who asked for numbered events of late, the latest first
 * @param publishers who publishes with confirmation, the latest first
 */
public record BrokerStatus(
        Whole whole,
        List<TopicLine> topics,
        boolean more,
        List<Subscriber> subscribers,
        List<Follower> followers,
        List<Publisher> publishers) {
    /**
     * The broker as a whole.
     *
     * @param journal names the numbering
     * @param files true if numbered events are in files
     * @param upSeconds since it was started
     * @param received events since then
     * @param perSecond events now
     * @param wrong events that had not the right form
     * @param missed events that went by subscribers which were too slow, each counted for each of them
     * @param in connections of publishers
     * @param out connections of subscribers
     * @param prefixes different prefixes that are followed
     * @param journalBytes how much is kept
     * @param journalEvents how many events are kept
     * @param numberedTopics how many topics have offsets
     */
    public record Whole(
            String journal,
            boolean files,
            long upSeconds,
            long received,
            double perSecond,
            long wrong,
            long missed,
            int in,
            int out,
            long prefixes,
            long journalBytes,
            int journalEvents,
            int numberedTopics) {}

    /**
     * A topic that is numbered, or was published on of late.
     *
     * @param first the oldest offset that is kept; 0 if the topic is not numbered
     * @param last the highest offset; 0 if the topic is not numbered
     * @param subscribers how many connections get it, plain or numbered
     */
    public record TopicLine(String topic, double perSecond, long first, long last, int subscribers) {}

    /**
     * A connection at the out door.
     *
     * @param subscriptions how many prefixes it follows
     * @param missed events that it missed because it did not read fast enough; who follows by number can fetch them
     * @param slow true if its queue is full now
     */
    public record Subscriber(String address, int subscriptions, long missed, boolean slow) {}

    /**
     * A connection at the replay door that asked for events.
     *
     * @param topic what it read last; empty if it read nothing
     * @param behind by how many events of that topic it was behind then
     * @param secondsAgo when it asked
     */
    public record Follower(String address, String topic, long behind, long secondsAgo) {}

    /**
     * Who publishes with confirmation.
     *
     * @param name what {@link Confirm#shown} shows of its name; of a token's holder its name behind that of the token
     * @param upto its highest number that was confirmed
     * @param taken how many events were taken from it
     * @param again how many came again and were passed over
     * @param refused how many were refused
     * @param secondsAgo when the last came
     */
    public record Publisher(
            String name, String address, long upto, long taken, long again, long refused, long secondsAgo) {}
}
