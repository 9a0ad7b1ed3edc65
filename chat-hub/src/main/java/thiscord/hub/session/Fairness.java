package thiscord.hub.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one peer may take of the hub's time, in one place; sizes and counts are in {@link thiscord.protocol.Limits}.
 * Addresses of loopback are exempt from rates and from the limit on sessions, unless the setting says otherwise. An
 * address is an IPv4 address or the first 64 bits of an IPv6 address.
 *
 * @param floodRate lines a second that one session may send for long; default 20, 0 is without limit
 * @param floodBurst lines that one session may send at once; default 200, at least 1
 * @param addressRate lines, and likewise connections, a second from one address; default 200, 0 is without limit
 * @param addressBurst lines, and likewise connections, at once from one address; default 2000, at least 1
 * @param patience how long a session may go on to send more than that while it is slowed, before it is refused with
 *     too-fast and ended; default 60 s, 0 is for ever
 * @param limitLoopback true if loopback is not exempt; default false
 * @param helloDeadline from the connection to its first byte, and in JSON to hello; default 30 s, 0 is for ever
 * @param lineDeadline from the first byte of a line to its end; default 2 min, 0 is for ever
 * @param idleLimit how long nothing at all may come from a peer, pings included; default 0, which is for ever
 * @param keepAlive how long a silent connection is left alone before the kernel asks whether its peer is there;
 *     default 60 s, 0 is never. A peer that does not answer is gone a minute later
 */
public record Fairness(
        int floodRate,
        int floodBurst,
        int addressRate,
        int addressBurst,
        Duration patience,
        boolean limitLoopback,
        Duration helloDeadline,
        Duration lineDeadline,
        Duration idleLimit,
        Duration keepAlive) {
    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(30);

    public static final Fairness DEFAULT = new Fairness(
            20,
            200,
            200,
            2000,
            Duration.ofSeconds(60),
            false,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ZERO,
            Duration.ofSeconds(60));

    public Fairness {
        List<String> wrong = new ArrayList<>();
        within("flood-rate", floodRate, 0, wrong);
        within("flood-burst", floodBurst, 1, wrong);
        within("address-rate", addressRate, 0, wrong);
        within("address-burst", addressBurst, 1, wrong);
        within("flood-patience", patience, wrong);
        within("hello-deadline", helloDeadline, wrong);
        within("line-deadline", lineDeadline, wrong);
        within("idle-limit", idleLimit, wrong);
        within("keep-alive", keepAlive, wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void within(String name, int value, int least, List<String> wrong) {
        if (value < least || value > MOST) {
            wrong.add(name + " is " + least + " to " + MOST + ", not " + value);
        }
    }

    private static void within(String name, Duration value, List<String> wrong) {
        boolean tooShort = !value.isZero() && value.compareTo(Duration.ofSeconds(1)) < 0;
        if (tooShort || value.compareTo(LONGEST) > 0) {
            wrong.add(name + " is 0 or 1s to 30d, not " + value.toMillis() + "ms");
        }
    }
}
