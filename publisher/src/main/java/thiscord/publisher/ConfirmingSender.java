package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.protocol.event.Confirm;

/**
 * The thread of a publisher that wants to hear that its events arrived: numbers what it takes from the backlog, sends it to the
 * broker's replay door in batches, and sends it again until the broker says that it is there.
 *
 * <p>Four batches are on their way at the most, and behind one of several events the next goes a moment later. What is published
 * meanwhile gathers to that one: the busier, the larger, and the cheaper for each event, as what costs is that threads are woken. {@link #closeBy} and the counts may be called from any thread.
 */
final class ConfirmingSender implements Sending {
    private static final Logger LOG = System.getLogger("thiscord.publisher");
    /** How long a lost link may stay so before it is made anew; JeroMQ's own retry takes over well before that. */
    private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What was not answered in that time is sent again. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(8);

    /** What follows a batch of several events waits so long for more to go with it. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int MOST_BATCHES = 4;
    private static final int BATCH_BYTES = 64 << 10;
    private static final long WINDOW_BYTES = 2L * BATCH_BYTES;
    private static final int WINDOW = MOST_BATCHES * Confirm.MOST_EVENTS;
    /** While events may come that could go with a second batch. */
    private static final int SHORT_MILLIS = 5;

    private static final int LONG_MILLIS = 100;

    private final Address door;
    private final Backlog backlog;
    private final Confirming how;
    private final BrokerProof proof;
    private final Encoding encoding = new Encoding();
    private final Voice voice;
    private final Window window;
    private final Set<Long> underWay = new HashSet<>();

    private @Nullable ConfirmLink link;
    private volatile BrokerLink.State state = BrokerLink.State.CONNECTING;
    private volatile long stateSince = System.nanoTime();
    private volatile boolean closing;
    private volatile long deadline;
    private volatile long upto;
    private volatile long refused;
    private volatile @Nullable String refusal;

    /** The name of the broker's journal; empty before it was told. */
    private String journal = "";

    private long connection;
    /** It is known how it stands with proofs on this connection. */
    private boolean settled;

    /** Something was refused that may not have been with proof, so that proof is to be tried again; and when that was done. */
    private boolean unprovenRefusals;

    private long triedProofAt = System.nanoTime() - ANSWER_NANOS;
    private long lastId;
    /** When the next batch may go. */
    private long nextAt = System.nanoTime();

    private long progressAt = System.nanoTime();

    ConfirmingSender(Address door, Backlog backlog, Confirming how) {
        this.door = door;
        this.backlog = backlog;
        this.how = how;
        this.proof = new BrokerProof(door, how.hubsSecret());
        this.voice = new Voice(door, backlog);
        this.window = new Window(how.first());
        this.upto = how.first() - 1;
    }

    @Override
    public void closeBy(long nanoTime) {
        deadline = nanoTime;
        closing = true;
        backlog.close();
    }

    /** Up to that number all events are done with: confirmed, or refused. */
    long upto() {
        return upto;
    }

    /** How many were refused. */
    long refused() {
        return refused;
    }

    /** Why the last was; null if none was. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public void run() {
        giveUpLink();
        while (!closing) {
            turn(RENEW_AFTER_NANOS);
            voice.sayWhatChanged(state == BrokerLink.State.GREETED);
        }
        long left = deadline - System.nanoTime();
        while (backlog.stats().queued() > 0 && left > 0) {
            turn(Math.min(left, RENEW_AFTER_NANOS / 10));
            left = deadline - System.nanoTime();
        }
        backlog.dropRest();
        if (link != null) {
            link.close();
        }
        voice.report(true);
    }

    private void turn(long nanos) {
        renewIfLost();
        ConfirmLink now = link;
        if (now == null || state != BrokerLink.State.GREETED) {
            if (closing) {
                backlog.awaitReadyWhenClosed(nanos);
            } else {
                backlog.awaitReadyOrClosed(nanos);
            }
            return;
        }
        if (connection != now.greeting()) {
            connection = now.greeting();
            sendAgain();
            now.askAtOnce();
            settled = false;
        }
        if (!settled) {
            if (!proof.settle(now, ++lastId, LONG_MILLIS)) {
                return;
            }
            settled = true;
            askForJournal(now);
        }
        if (window.size() == 0 && underWay.isEmpty()) {
            backlog.awaitWork(nanos);
        }
        long early = nextAt - System.nanoTime();
        if (early > 0 && !closing) {
            LockSupport.parkNanos(early);
        }
        fill();
        send(now);
        if (!underWay.isEmpty()) {
            hear(now);
        }
        if ((window.size() > 0 || !underWay.isEmpty()) && System.nanoTime() - progressAt > ANSWER_NANOS) {
            sendAgain();
        }
    }

    private void fill() {
        if (underWay.size() == MOST_BATCHES || window.size() >= WINDOW) {
            return;
        }
        boolean wasEmpty = window.size() == 0;
        List<Backlog.Waiting> unsendable = new ArrayList<>();
        for (Backlog.Waiting event : backlog.takeAhead(WINDOW - window.size(), WINDOW_BYTES)) {
            byte[] payload = encoding.payload(event);
            if (payload == null) {
                unsendable.add(event);
            } else {
                window.add(event, payload);
            }
        }
        backlog.doneWith(unsendable, false);
        if (wasEmpty) {
            progressAt = System.nanoTime();
        }
    }

    private void send(ConfirmLink to) {
        while (underWay.size() < MOST_BATCHES && window.hasUnsent()) {
            long oldest = window.oldest();
            List<Window.Numbered> batch = window.next(Confirm.MOST_EVENTS, BATCH_BYTES);
            if (!to.send(++lastId, how.publisherBytes(), oldest, how.always(), batch)) {
                // Nothing of it went; all of it goes when there is room.
                sendAgain();
                return;
            }
            underWay.add(lastId);
            nextAt = System.nanoTime() + (batch.size() > 1 ? GATHER_NANOS : 0);
        }
    }

    private void sendAgain() {
        underWay.clear();
        window.rewind();
        progressAt = System.nanoTime();
    }

    /** Waits for an answer, and takes what is there. */
    private void hear(ConfirmLink from) {
        ConfirmLink.Answer answer = from.answer(underWay.size() < MOST_BATCHES ? SHORT_MILLIS : LONG_MILLIS);
        while (answer != null) {
            take(answer);
            answer = from.answer(0);
        }
    }

    private void take(ConfirmLink.Answer answer) {
        boolean awaited = underWay.remove(answer.id());
        String unread = answer.refusal();
        if (unread != null) {
            ConfirmLink now = link;
            if (awaited && now != null && now.standing() == ConfirmLink.Standing.PROVEN) {
                // The broker's nonce is another one: the proofs are to be made again.
                now.askAgain();
                settled = false;
                sendAgain();
            } else if (awaited) {
                unreadable(unread);
            }
            return;
        }
        heardOf(answer.journal());
        List<Backlog.Waiting> confirmed = new ArrayList<>();
        List<Backlog.Waiting> not = new ArrayList<>();
        for (Window.Numbered done : window.upTo(answer.upto())) {
            String why = answer.refused().get(done.number());
            if (why == null) {
                confirmed.add(done.event());
            } else {
                not.add(done.event());
                refused++;
                unprovenRefusals |= proof.wanted();
                refusal = why;
            }
        }
        if (!confirmed.isEmpty() || !not.isEmpty()) {
            progressAt = System.nanoTime();
            upto = answer.upto();
            backlog.doneWith(confirmed, true);
            backlog.doneWith(not, false);
        }
        if (awaited && underWay.isEmpty() && window.size() > 0 && !window.hasUnsent()) {
            // All was answered and yet not all is there: something was lost on the way.
            sendAgain();
        }
    }

    private void askForJournal(ConfirmLink to) {
        boolean tells = how.numbering() != null || to.standing() == ConfirmLink.Standing.PROVEN;
        if (tells && to.send(++lastId, how.publisherBytes(), window.oldest(), how.always(), List.of())) {
            underWay.add(lastId);
        }
    }

    private void heardOf(String name) {
        Consumer<String> listener = how.numbering();
        if (listener != null && !name.equals(journal)) {
            journal = name;
            listener.accept(name);
        }
    }

    /** The broker is of another make: nobody can tell whether it will take them later, so they are kept. */
    private void unreadable(String why) {
        if (refusal == null) {
            LOG.log(Level.WARNING, "publisher: broker " + door + " does not take events with confirmation: " + why);
        }
        refusal = why;
        state = BrokerLink.State.LOST;
        stateSince = System.nanoTime();
        backlog.ready(false);
    }

    /** Called from the I/O thread. */
    private void otherDoor() {
        if (refusal == null) {
            refusal = "that is another door of the broker, not its replay door";
            LOG.log(Level.WARNING, "publisher: " + door + ": " + refusal);
        }
    }

    private void renewIfLost() {
        ConfirmLink now = link;
        if (unprovenRefusals && now != null && System.nanoTime() - triedProofAt > ANSWER_NANOS) {
            unprovenRefusals = false;
            triedProofAt = System.nanoTime();
            if (now.standing() == ConfirmLink.Standing.UNPROVEN) {
                // The secret may be known here, or there, by now.
                giveUpLink();
                state = BrokerLink.State.CONNECTING;
            }
        }
        boolean lost = state == BrokerLink.State.LOST && System.nanoTime() - stateSince > RENEW_AFTER_NANOS;
        if (lost) {
            giveUpLink();
        }
        if (link != null && state != BrokerLink.State.GREETED) {
            link.adaptPatience();
        }
        if (link == null && (lost || state == BrokerLink.State.CONNECTING)) {
            became(BrokerLink.State.CONNECTING);
            try {
                link = new ConfirmLink(door, proof.secret(), this::became, this::otherDoor);
            } catch (RuntimeException e) {
                // An unknown host, mostly: it may be known later.
                became(BrokerLink.State.LOST);
                LOG.log(Level.DEBUG, "publisher: cannot use " + door, e);
            }
        }
    }

    /** Closes the link, so that a new one is made; also after a fault ended this thread's work. */
    private void giveUpLink() {
        ConfirmLink was = link;
        if (was != null) {
            link = null;
            connection = 0;
            state = BrokerLink.State.LOST;
            was.close();
        }
    }

    /** Called from the I/O thread too. */
    private void became(BrokerLink.State now) {
        state = now;
        stateSince = System.nanoTime();
        backlog.ready(now == BrokerLink.State.GREETED);
    }
}
