package thiscord.hub.fanout;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;

/**
 * One session's reading of one room. Lives on the session's loop. It is either live, and gets what the room says as it
 * is said, or it reads the log page by page at the speed of its peer. {@code next} is the seq that it has to get next,
 * in either state, so that nothing is left out and nothing comes twice:
 *
 * <p>What is not numbered (who came and went) is not in the log; a reader that may have missed some of it is told who is
 * here once it is live again.
 *
 * <ul>
 *   <li>live to reading: the outbox is full when the room speaks ({@link #fallBehind}), or the join asked for replay;
 *   <li>reading to live: a page ends at the room's newest seq. The room answers on its own loop, and what it says later
 *       is posted later, so the first live message is the one after the page.
 * </ul>
 */
public final class Subscription {
    final Outbox outbox;
    final int dialect;
    int place;
    int taken;
    long next;
    boolean live;
    boolean unheard;
    boolean strayed;

    private final String room;
    private final Dialect speaks;
    private final Feed feed;
    private @Nullable Audience audience;
    private boolean reading;
    private boolean behind;

    /** @param room the room's name, as told to the peer */
    public Subscription(String room, Dialect speaks, Outbox outbox, Feed feed) {
        this.room = room;
        this.speaks = speaks;
        this.dialect = speaks.index();
        this.outbox = outbox;
        this.feed = feed;
    }

    /** Begins after an accepted join: from {@code from} by the log, or live if that is what comes next. */
    void begin(Audience in, long from, long newest) {
        audience = in;
        next = from;
        in.add(this);
        if (from > newest) {
            live = true;
        } else {
            resume();
        }
    }

    /** Takes what was said before now, so that what is appended to the outbox next does not overtake it. */
    public void settle() {
        if (audience != null) {
            audience.settle(this);
        }
    }

    /** Ends; the peer keeps what was delivered before. */
    public void end() {
        if (audience != null) {
            audience.remove(this);
            audience = null;
            live = false;
        }
    }

    /** The outbox is writable again, or a page is done. */
    public void resume() {
        if (!live && !reading && audience != null && outbox.writable()) {
            reading = true;
            feed.read(this, next);
        }
    }

    void fallBehind() {
        live = false;
        behind = true;
        strayed = true;
    }

    /**
     * The answer to a read.
     *
     * @param messages from {@code next} on, in order; empty if there are none
     * @param first the oldest seq that is still held
     * @param newest the room's newest seq
     */
    public void page(Loop loop, List<Event.Message> messages, long first, long newest) {
        reading = false;
        if (audience == null) {
            return;
        }
        if (behind && newest >= next) {
            tell(new Event.Behind(room, newest - next + 1));
            behind = false;
        }
        if (first > next) {
            tell(new Event.Missed(room, next, first - 1));
            next = first;
        }
        for (Event.Message m : messages) {
            tell(m.replayed());
            next = m.seq() + 1;
        }
        if (next > newest) {
            goLive();
        } else {
            outbox.flush();
            loop.postLater(this::resume);
        }
    }

    private void goLive() {
        if (audience != null) {
            audience.skip(this);
        }
        live = true;
        behind = false;
        if (unheard) {
            unheard = false;
            feed.refresh(this);
        }
    }

    private void tell(Event event) {
        outbox.append(speaks.encode(event));
    }
}
