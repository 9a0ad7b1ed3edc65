package thiscord.mailbox.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.mailbox.blocks.Layout;
import thiscord.tls.Listening;

/**
 * How mailboxes are served.
 *
 * @param layout how many and how large
 * @param port on 127.0.0.1; 0 takes any free one
 * @param packetBytes the most that one write may have, 1 to {@link Layout#MOST_BYTES}; a mailbox's size bounds it too
 * @param flushAfter how long a pause ends data whose length was not said, and a line without an end; zero: none does
 * @param waiting how long a request waits for others before it is refused; 1 ms to 1 h
 * @param patience how long the data of one write, or the taking of one answer, may last; 1 ms to 1 h
 * @param idle how long a connection may say nothing; 1 ms to 30 days
 * @param clients the most connections at once; 1 to 10,000
 * @param memoryBytes what requests under way may hold of data together; at least one mailbox, at most 1 GiB
 * @param firstNumber the number of the first mailbox in requests, 0 or 1
 * @param bare true to answer a read with the data alone, an empty mailbox with an empty line
 * @param remote where other machines connect; null to listen on 127.0.0.1 alone
 */
public record MailboxSettings(
        Layout layout,
        int port,
        int packetBytes,
        Duration flushAfter,
        Duration waiting,
        Duration patience,
        Duration idle,
        int clients,
        long memoryBytes,
        int firstNumber,
        boolean bare,
        @Nullable Remote remote) {
    /**
     * How other machines connect: over TLS, and after a login.
     *
     * @param listening the addresses and the key
     * @param login the secret of the line {@code login SECRET}; 1 to 100 ASCII letters and digits
     */
    public record Remote(Listening listening, String login) {
        public Remote {
            require(login.matches("[A-Za-z0-9]{1,100}"), "a login has 1 to 100 letters and digits");
        }
    }

    public static final Duration FLUSH_AFTER = Duration.ofMillis(200);
    public static final Duration WAIT = Duration.ofSeconds(5);
    public static final Duration PATIENCE = Duration.ofSeconds(10);
    public static final Duration IDLE = Duration.ofMinutes(10);
    public static final int CLIENTS = 1000;
    public static final long MEMORY_BYTES = 64L << 20;

    private static final Duration HOUR = Duration.ofHours(1);

    public MailboxSettings {
        require(port >= 0 && port <= 65_535, "a port is 0 to 65535, not " + port);
        require(
                packetBytes >= 1 && packetBytes <= Layout.MOST_BYTES,
                "a packet has 1 to " + Layout.MOST_BYTES + " bytes, not " + packetBytes);
        require(!flushAfter.isNegative() && flushAfter.compareTo(HOUR) <= 0, "--flush-after is 0 to 1h");
        require(waiting.toMillis() >= 1 && waiting.compareTo(HOUR) <= 0, "--wait is 1ms to 1h");
        require(patience.toMillis() >= 1 && patience.compareTo(HOUR) <= 0, "--patience is 1ms to 1h");
        require(idle.toMillis() >= 1 && idle.compareTo(Duration.ofDays(30)) <= 0, "--idle is 1ms to 30d");
        require(clients >= 1 && clients <= 10_000, "--clients is 1 to 10000");
        require(firstNumber == 0 || firstNumber == 1, "the first mailbox has the number 0 or 1");
        require(memoryBytes >= layout.bytes() && memoryBytes <= 1L << 30, "the memory is a mailbox to 1 GiB");
    }

    /** With the usual limits, numbers from 0, and answers with their length; for this machine alone. */
    public static MailboxSettings of(Layout layout, int port, int packetBytes) {
        return new MailboxSettings(
                layout, port, packetBytes, FLUSH_AFTER, WAIT, PATIENCE, IDLE, CLIENTS, MEMORY_BYTES, 0, false, null);
    }

    /** The same with another form of requests and answers. */
    public MailboxSettings withForm(int first, boolean dataAlone) {
        return new MailboxSettings(
                layout,
                port,
                packetBytes,
                flushAfter,
                waiting,
                patience,
                idle,
                clients,
                memoryBytes,
                first,
                dataAlone,
                remote);
    }

    /** The same, and for other machines. */
    public MailboxSettings with(Remote others) {
        return new MailboxSettings(
                layout,
                port,
                packetBytes,
                flushAfter,
                waiting,
                patience,
                idle,
                clients,
                memoryBytes,
                firstNumber,
                bare,
                others);
    }

    /** The most that one write may have. */
    int mostData() {
        return Math.min(packetBytes, layout.bytes());
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}
