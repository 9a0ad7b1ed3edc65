package thiscord.mailbox;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server tells the commands of the same user, in a file beside its mailboxes.
 *
 * @param pid its process
 * @param began when that process began, as its system says
 * @param token what a command shows to be obeyed
 */
record ServerState(long pid, Instant began, int port, int mailboxes, int bytes, int packetBytes, String token) {
    /** Clocks are set; the system counts a process's begin from its own boot. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    String text() {
        return "pid " + pid + "\nbegan " + began + "\nport " + port + "\nmailboxes " + mailboxes + "\nbytes " + bytes
                + "\npacket " + packetBytes + "\ntoken " + token + "\n";
    }

    /** Reads it; empty if it is none. */
    static Optional<ServerState> of(String text) {
        Map<String, String> words = new HashMap<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split(" ", 2);
            words.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        try {
            return Optional.of(new ServerState(
                    Long.parseLong(words.getOrDefault("pid", "")),
                    Instant.parse(words.getOrDefault("began", "")),
                    Integer.parseInt(words.getOrDefault("port", "")),
                    Integer.parseInt(words.getOrDefault("mailboxes", "")),
                    Integer.parseInt(words.getOrDefault("bytes", "")),
                    Integer.parseInt(words.getOrDefault("packet", "")),
                    words.getOrDefault("token", "")));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** When this process began, or the epoch where the system does not say it. */
    static Instant beginOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /**
     * The process, if it is there and began when this one did; a number alone may be another's by now. Empty where the system
     * does not say when it began.
     */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(found -> began(found.info().startInstant()));
    }

    /** True if a process that began then may be the one; not if either begin is unknown. */
    boolean began(Optional<Instant> then) {
        return !began.equals(Instant.EPOCH)
                && then.filter(at -> Duration.between(at, began).abs().compareTo(TOLERANCE) <= 0)
                        .isPresent();
    }

    /** How many mailboxes of what size, in words. */
    String shape() {
        return shape(mailboxes, bytes);
    }

    static String shape(int mailboxes, int bytes) {
        return mailboxes + " of " + (bytes % 1024 == 0 ? bytes / 1024 + " KB" : bytes + " bytes");
    }
}
