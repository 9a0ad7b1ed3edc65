package thiscord.mailbox.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.turnstile.Turnstile;

/**
 * What all sessions share. Thread-safe. Whoever is let in at a lock waits for nothing any more until it has left: memory
 * comes before a lock, and no session has two of either. So no two wait for each other.
 */
final class Desk {
    final MailboxSettings settings;
    final Blocks blocks;
    /** Room for the data of requests under way, in bytes. */
    final Turnstile memory;
    /** Answers what the commands of the same user ask; with an empty line if the token is wrong. */
    final UnaryOperator<String> asked;

    final AtomicInteger clients = new AtomicInteger();
    final LongAdder reads = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder refused = new LongAdder();
    private final Turnstile[] locks;

    Desk(MailboxSettings settings, Blocks blocks, UnaryOperator<String> asked) {
        this.settings = settings;
        this.blocks = blocks;
        this.asked = asked;
        this.memory = new Turnstile(settings.memoryBytes(), settings.clients());
        this.locks = IntStream.range(0, settings.layout().mailboxes())
                .mapToObj(n -> new Turnstile(settings.clients(), settings.clients()))
                .toArray(Turnstile[]::new);
    }

    /** Many readers of weight 1, or one writer as heavy as the room. */
    Turnstile lock(int mailbox) {
        return locks[mailbox];
    }
}
