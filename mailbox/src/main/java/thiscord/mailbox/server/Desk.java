package thiscord.mailbox.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.turnstile.Turnstile;

/**
 * What all reads share. Thread-safe. Whoever is let in at a lock waits for nothing any more until it has left: memory
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
    /** Connections from other machines that have not logged in. */
    final PendingLogins pendingLogins = new PendingLogins();

    private final Turnstile[] locks;
    /** By mailbox, the reads that wait for another version; a session has one at a time. */
    private final ConcurrentMap<Integer, Set<VersionWait>> waiting = new ConcurrentHashMap<>();

    Desk(MailboxSettings settings, Blocks blocks, UnaryOperator<String> asked) {
        this.settings = settings;
        this.blocks = blocks;
        this.asked = asked;
        this.memory = new Turnstile(settings.memoryBytes(), settings.clients());
        this.locks = IntStream.range(0, settings.layout().mailboxes())
                .mapToObj(n -> new Turnstile(settings.clients(), settings.clients()))
                .toArray(Turnstile[]::new);
    }

    /** From now on the read is called when the mailbox was written. */
    void awaitWrite(int mailbox, VersionWait read) {
        waiting.compute(mailbox, (number, reads) -> {
            Set<VersionWait> all = reads == null ? ConcurrentHashMap.newKeySet() : reads;
            all.add(read);
            return all;
        });
    }

    /** It is not called any more; without effect if it was not. */
    void stopWaiting(int mailbox, VersionWait read) {
        waiting.computeIfPresent(mailbox, (number, reads) -> {
            reads.remove(read);
            return reads.isEmpty() ? null : reads;
        });
    }

    /** Calls the reads that wait for this. */
    void written(int mailbox) {
        waiting.getOrDefault(mailbox, Set.of()).forEach(VersionWait::written);
    }

    /** Many readers of weight 1, or one writer as heavy as the room. */
    Turnstile lock(int mailbox) {
        return locks[mailbox];
    }
}
