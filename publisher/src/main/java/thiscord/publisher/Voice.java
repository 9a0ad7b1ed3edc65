package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import thiscord.cli.Address;
import thiscord.link.GateTunnel;

/** What a publisher tells of its broker and of what it dropped. The sender's thread only. */
final class Voice {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    /** How long a broker may take to answer for the first time before a word is said of it. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** One line about dropped events in that time at the most. */
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What was last said of the broker. */
    private enum Said {
        NOTHING,
        READY,
        MISSING
    }

    private final Address broker;
    private final Backlog backlog;
    private final long since = System.nanoTime();
    private Said said = Said.NOTHING;
    private long reported;
    private long reportedAt = System.nanoTime() - REPORT_NANOS;

    Voice(Address broker, Backlog backlog) {
        this.broker = GateTunnel.shown(broker);
        this.backlog = backlog;
    }

    /** Says when the broker is missing, also at the very start, and when it is back; a good start needs no words. */
    void sayWhatChanged(boolean takes) {
        Said now = takes ? Said.READY : Said.MISSING;
        boolean early = said == Said.NOTHING && now == Said.MISSING && System.nanoTime() - since < PATIENCE_NANOS;
        if (now != said && !early) {
            Level level = said == Said.NOTHING && now == Said.READY ? Level.DEBUG : Level.INFO;
            String absent = said == Said.NOTHING ? " does not answer; keeping events" : " is gone; keeping events";
            LOG.log(level, "publisher: broker " + broker + (now == Said.READY ? " takes events" : absent));
            said = now;
        }
        report(false);
    }

    /** Says what was dropped, once all is well again or at the end. */
    void report(boolean atTheEnd) {
        EventPublisher.Stats now = backlog.stats();
        long lost = now.dropped() - reported;
        boolean healed = now.connected() && now.queued() == 0 && System.nanoTime() - reportedAt > REPORT_NANOS;
        if (lost > 0 && (atTheEnd || healed)) {
            reported = now.dropped();
            reportedAt = System.nanoTime();
            LOG.log(Level.WARNING, "publisher: " + lost + " events for broker " + broker + " were dropped");
        }
    }
}
