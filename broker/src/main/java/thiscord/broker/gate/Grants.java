package thiscord.broker.gate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import thiscord.protocol.event.Topics;

/**
 * What somebody may do with topics, by their beginnings. {@code *} stands for all.
 *
 * @param publish beginnings of topics that may be published
 * @param subscribe beginnings of topics that may be followed
 */
public record Grants(List<String> publish, List<String> subscribe) {
    /** Stands for all topics. */
    public static final String ALL = "*";

    private static final Pattern PREFIX = Pattern.compile("\\*|[^\\s,#*\\p{Cntrl}][^\\s,\\p{Cntrl}]{0,199}");
    private static final byte[] ERASE = Topics.ERASE.getBytes(StandardCharsets.UTF_8);
    private static final int MOST = 50;

    public Grants {
        publish = List.copyOf(publish);
        subscribe = List.copyOf(subscribe);
        check(publish);
        check(subscribe);
        if (publish.isEmpty() && subscribe.isEmpty()) {
            throw new IllegalArgumentException(
                    "a token that may do nothing is of no use; see --publish and --subscribe");
        }
    }

    private static void check(List<String> prefixes) {
        if (prefixes.size() > MOST) {
            throw new IllegalArgumentException("a token has at most " + MOST + " beginnings of topics");
        }
        for (String prefix : prefixes) {
            if (!PREFIX.matcher(prefix).matches()) {
                throw new IllegalArgumentException("'" + prefix + "' is no beginning of topics: 1 to 200 characters, no"
                        + " spaces, no commas, no # in front; " + ALL + " stands for all");
            }
        }
    }

    /** True if that topic may be published; nobody may order to erase. */
    boolean mayPublish(byte[] topic) {
        // Who erases must be on this machine, and through the gate everybody seems to be.
        return !Arrays.equals(topic, ERASE) && within(topic, publish);
    }

    /** True if all topics that begin so may be followed. */
    boolean mayFollow(byte[] prefix) {
        return within(prefix, subscribe);
    }

    /** True if everything may be followed. */
    boolean mayFollowAll() {
        return subscribe.contains(ALL);
    }

    private static boolean within(byte[] topic, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> prefix.equals(ALL) || begins(topic, prefix));
    }

    private static boolean begins(byte[] topic, String with) {
        byte[] prefix = with.getBytes(StandardCharsets.UTF_8);
        if (topic.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (topic[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "publish=" + String.join(",", publish) + " subscribe=" + String.join(",", subscribe);
    }
}
