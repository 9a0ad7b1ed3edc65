package thiscord.mailbox.server;

import java.util.concurrent.RejectedExecutionException;

/**
 * A read that waits until its mailbox has another version. Lives on the session's loop, but for {@link #written}. A lower
 * version counts too: it is that of a file that was made since.
 */
final class VersionWait {
    private final Desk desk;
    private final Session session;
    private int mailbox;
    private long after;
    private boolean waiting;

    VersionWait(Desk desk, Session session) {
        this.desk = desk;
        this.session = session;
    }

    /** Begins; reads at once if there is another version already. Listed first, so that no write is missed. */
    void begin(int number, long version) {
        mailbox = number;
        after = version;
        waiting = true;
        desk.awaitWrite(mailbox, this);
        readIfNewer();
    }

    /** Waits no more; without effect if it does not wait. */
    void end() {
        if (waiting) {
            waiting = false;
            desk.stopWaiting(mailbox, this);
        }
    }

    private void readIfNewer() {
        if (waiting && desk.blocks.version(mailbox) != after) {
            end();
            session.read();
        }
    }

    /** The mailbox was written; called on any thread. */
    void written() {
        try {
            session.channel().eventLoop().execute(() -> {
                readIfNewer();
                session.proceed();
            });
        } catch (RejectedExecutionException e) {
            // The server ends, and the session with its loop.
            return;
        }
    }
}
