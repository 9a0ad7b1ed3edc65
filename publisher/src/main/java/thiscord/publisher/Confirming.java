package thiscord.publisher;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Confirm;

/**
 * How events are published that are to be confirmed.
 *
 * @param publisher who publishes: the broker takes each number of it once. Two at a time must not have the same name
 * @param first the number of the first event, 1 or more; they go on from there
 * @param always true to have them kept in any case, so that they can be fetched later; false to have them kept if somebody
 *     follows them by number
 * @param numbering hears the name of the broker's journal as soon as there is a connection, and again when it is another one;
 *     on the publisher's thread. Null if that does not matter
 * @param hubsSecret the content of {@code hubs.secret}, to prove to the broker that it is known here, as topics want that are not
 *     everybody's; asked for at each connection. Null, or one that gives null: publishes without proof
 */
public record Confirming(
        String publisher,
        long first,
        boolean always,
        @Nullable Consumer<String> numbering,
        @Nullable Supplier<@Nullable String> hubsSecret) {
    public Confirming {
        if (!Confirm.isPublisher(publisher.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("a publisher's name is 1 to " + Confirm.MOST_PUBLISHER_BYTES
                    + " letters, digits, '.', '_' and '-', not '" + publisher + "'");
        }
        if (first < 1) {
            throw new IllegalArgumentException("events are numbered from 1 on, not from " + first);
        }
    }

    /** When the broker's journal does not matter. */
    public Confirming(String publisher, long first, boolean always) {
        this(publisher, first, always, null, null);
    }

    /** Without proof. */
    public Confirming(String publisher, long first, boolean always, @Nullable Consumer<String> numbering) {
        this(publisher, first, always, numbering, null);
    }

    /** The same with proof. */
    public Confirming proving(Supplier<@Nullable String> secret) {
        return new Confirming(publisher, first, always, numbering, secret);
    }

    /** With a name that nobody else has, from 1 on. */
    public static Confirming asSomebodyNew(boolean always) {
        return new Confirming(newName(), 1, always);
    }

    /** A name that nobody else has, nor guesses: who knows it can publish under it. */
    public static String newName() {
        SecureRandom random = new SecureRandom();
        return Long.toHexString(random.nextLong() | 1L << 63) + Long.toHexString(random.nextLong() | 1L << 63);
    }

    byte[] publisherBytes() {
        return publisher.getBytes(StandardCharsets.US_ASCII);
    }
}
