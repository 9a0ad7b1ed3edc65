package thiscord.subscriber.sink;

import java.time.Duration;

/** An event that a sink did not take. */
public final class NotTaken extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean forGood;
    private final Duration wait;

    private NotTaken(String why, boolean forGood, Duration wait) {
        super(why, null, false, false);
        this.forGood = forGood;
        this.wait = wait;
    }

    /** May go well another time. */
    static NotTaken now(String why) {
        return new NotTaken(why, false, Duration.ZERO);
    }

    /** May go well after that time, and not before. */
    static NotTaken before(String why, Duration wait) {
        return new NotTaken(why, false, wait);
    }

    /** Will never go well. */
    static NotTaken forGood(String why) {
        return new NotTaken(why, true, Duration.ZERO);
    }

    boolean isForGood() {
        return forGood;
    }

    /** How long not to try again. */
    Duration patience() {
        return wait;
    }
}
