package thiscord.hub.log;

import java.time.Duration;

/**
 * How much mail may wait.
 *
 * @param each for one nick, mentions included
 * @param bytes of text for one nick, in UTF-8
 * @param fromOne from one nick to one nick
 * @param mentions for one nick; one more makes the oldest go
 * @param all for all nicks
 * @param age how long; zero for no mail at all
 */
public record MailLimits(int each, int bytes, int fromOne, int mentions, int all, Duration age) {
    private static final Duration MOST = Duration.ofDays(3650);
    public static final MailLimits DEFAULT = new MailLimits(200, 256 * 1024, 50, 100, 20_000, Duration.ofDays(30));

    public MailLimits {
        if (age.isNegative() || age.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("mail-age is 0 (no mail) to 3650d, not " + age.toSeconds() + "s");
        }
    }

    /** The same for another time. */
    public MailLimits withAge(Duration other) {
        return new MailLimits(each, bytes, fromOne, mentions, all, other);
    }
}
