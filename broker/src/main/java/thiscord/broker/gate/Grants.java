package thiscord.broker.gate;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do with topics. {@code room/lab} is that topic alone; {@code room/lab*} all topics that begin so, as is {@code
 * room/} (with a slash at its end); {@code *} stands for all but those of the broker itself.
 *
 * @param publish topics that may be published
 * @param subscribe topics that may be followed
 */
public record Grants(List<String> publish, List<String> subscribe) {
    /** Stands for all topics; behind a name, for all that begin so. */
    public static final String ALL = "*";

    private static final Pattern TOPICS = Pattern.compile("\\*|[^\\s,#*\\p{Cntrl}][^\\s,\\p{Cntrl}]{0,199}");
    private static final String OWN = "thiscord/";
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

    /** As released versions wrote them, where each was a beginning of topics. */
    static Grants ofPrefixes(List<String> publish, List<String> subscribe) {
        return new Grants(
                publish.stream().map(Grants::prefix).toList(),
                subscribe.stream().map(Grants::prefix).toList());
    }

    private static String prefix(String one) {
        return isPrefix(one) ? one : one + ALL;
    }

    private static boolean isPrefix(String one) {
        return one.endsWith(ALL) || one.endsWith("/");
    }

    private static void check(List<String> all) {
        if (all.size() > MOST) {
            throw new IllegalArgumentException("a token has at most " + MOST + " topics");
        }
        for (String one : all) {
            if (!TOPICS.matcher(one).matches()) {
                throw new IllegalArgumentException("'" + one
                        + "' is no topic: 1 to 200 characters, no spaces, no commas," + " no # in front; with " + ALL
                        + " or / at its end it stands for all topics that begin so");
            }
        }
    }

    /** True if that topic may be published; nobody may tell the broker to erase. */
    boolean mayPublish(byte[] topic) {
        return !begins(topic, OWN) && publish.stream().anyMatch(one -> allows(one, topic));
    }

    /**
     * True if a subscription of that beginning may be made: it is within what is granted, or is a topic that is granted, where
     * events of others that begin so are not passed on.
     */
    boolean mayFollow(byte[] prefix) {
        return subscribe.stream().anyMatch(one -> allows(one, prefix));
    }

    /** True if events of that topic may be read. */
    boolean mayRead(byte[] topic) {
        return mayFollow(topic);
    }

    /** True if everything may be followed. */
    boolean mayFollowAll() {
        return subscribe.contains(ALL);
    }

    /** True if whatever {@link #mayFollow} allows brings only events that may be read. */
    boolean followsPrefixesOnly() {
        return subscribe.stream().allMatch(Grants::isPrefix);
    }

    private static boolean allows(String one, byte[] topic) {
        if (!isPrefix(one)) {
            return Arrays.equals(topic, one.getBytes(StandardCharsets.UTF_8));
        }
        return begins(topic, one.endsWith(ALL) ? one.substring(0, one.length() - 1) : one);
    }

    /**
     * Why not all is allowed that a peer says it wants; null if it is.
     *
     * @param wants {@code publish=TOPIC} and {@code follow=BEGINNING}, percent-encoded
     */
    @Nullable
    String denied(List<String> wants) {
        for (String want : wants) {
            String[] parts = want.split("=", 2);
            String topic;
            try {
                topic = URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return "say: thiscord in|out|replay TOKEN";
            }
            boolean publishes = parts[0].equals("publish");
            byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
            if (!(publishes ? mayPublish(bytes) : mayFollow(bytes))) {
                List<String> may = publishes ? publish : subscribe;
                return "this token may not " + (publishes ? "publish " : "follow ")
                        + (topic.isEmpty() ? "all topics" : topic)
                        + (may.isEmpty() ? "" : "; it may " + String.join(", ", may));
            }
        }
        return null;
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
