package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Proof;
import thiscord.protocol.event.Topics;

/**
 * Which topics only the hub and the room service may publish: {@code thiscord/…} always, as it makes the broker erase; what
 * begins with {@code room/}, {@code user/} or {@code health/} while these are closed. They are closed from the start or from the
 * first proof by {@code hubs.secret} on, and are not opened again. Thread-safe.
 */
public final class ReservedTopics {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final byte[] OWN = "thiscord/".getBytes(StandardCharsets.US_ASCII);
    private static final List<byte[]> RESERVED = List.of(
            Topics.room("").getBytes(StandardCharsets.US_ASCII),
            Topics.user("").getBytes(StandardCharsets.US_ASCII),
            Topics.health("").getBytes(StandardCharsets.US_ASCII));

    /** Who publishes. */
    enum Origin {
        /** Anybody who can connect. */
        ANYBODY,
        /** A token's holder through the gate, which has looked at what the token allows. */
        GATE,
        /** The hub or the room service, with proof. */
        PROVEN
    }

    private final Supplier<@Nullable String> secret;
    private volatile boolean closed;

    private ReservedTopics(Supplier<@Nullable String> secret, boolean closed) {
        this.secret = secret;
        this.closed = closed;
    }

    /** Open to all, as nobody can prove anything: for a broker that knows no secret. */
    public static ReservedTopics open() {
        return new ReservedTopics(() -> null, false);
    }

    /**
     * Open until somebody proves to know the secret: a broker without a hub is anybody's.
     *
     * @param secret the content of {@code hubs.secret}, asked for at each proof; null if there is none now
     */
    public static ReservedTopics openUntilProof(Supplier<@Nullable String> secret) {
        return new ReservedTopics(secret, false);
    }

    /** Closed from the start; see {@link #openUntilProof}. */
    public static ReservedTopics closed(Supplier<@Nullable String> secret) {
        return new ReservedTopics(secret, true);
    }

    /** Closed from the start, by the secret in that file, which may be made later. */
    public static ReservedTopics closed(Path file) {
        return closed(new SecretFile(file, null)::orNull);
    }

    /** The secret; null if there is none now. */
    @Nullable
    String secret() {
        String now = secret.get();
        return now == null || now.isBlank() ? null : now;
    }

    /** Somebody has proved to know the secret. */
    void proved() {
        if (!closed) {
            closed = true;
            LOG.log(
                    Level.INFO,
                    "broker: a hub or room service proved that it knows hubs.secret; from now on only they publish on"
                            + " room/, user/ and health/");
        }
    }

    /** Null if that topic may be published from there, else one line that says why not. */
    @Nullable
    String wrong(byte[] topic, Origin origin) {
        if (origin == Origin.PROVEN) {
            return null;
        }
        if (begins(topic, OWN)) {
            return "topics that begin with thiscord/ want proof by hubs.secret";
        }
        if (!closed || origin == Origin.GATE) {
            return null;
        }
        for (byte[] prefix : RESERVED) {
            if (begins(topic, prefix)) {
                return "topics that begin with " + new String(prefix, StandardCharsets.US_ASCII)
                        + " are the hub's and the room service's and want proof by hubs.secret; publish on another";
            }
        }
        return null;
    }

    private static boolean begins(byte[] topic, byte[] with) {
        return topic.length >= with.length
                && topic[0] == with[0]
                && Arrays.equals(topic, 0, with.length, with, 0, with.length);
    }

    /** The proof with that secret; null if there is none now. */
    byte @Nullable [] proof(Proof.Purpose purpose, List<byte[]> parts) {
        String now = secret();
        return now == null ? null : Proof.of(now, purpose, parts);
    }
}
