package zmq;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import zmq.io.IOThread;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;

/**
 * Lets what is done with some sockets be done on the I/O thread of their context, a turn behind each of its rounds that had
 * something for them. JeroMQ has a thread of the application's for that, and each of the two wakes the other by system calls
 * for what it hands over; here nothing has to be woken, as nobody sleeps.
 *
 * <p>Whoever begins must {@link #wake} now and then: what JeroMQ's own timers bring about may be left for that.
 *
 * <p>The sockets belong to whoever calls {@link #begin}, from there on to the turns, which never overlap, and after
 * {@link #takeBack} to its caller, who closes them. A turn never waits for anything. Between turns the sockets' commands lie
 * in their mailboxes unannounced, so nobody else may wait for them.
 */
public final class IoTurns extends ZObject implements IPollEvents {
    /** Turns without a look at the network, when turn and I/O thread go on giving each other something to do. */
    private static final int MOST_IN_A_ROW = 4;
    /** After so long they are no more in a row. */
    private static final long LONGEST_ROW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IOThread io;
    private final Mailbox mailbox;
    private final Deque<Command> own;
    private final Poller poller;
    private final IMailbox[] slots;
    private final List<SocketBox> boxes = new ArrayList<>();
    private final Nudge nudge;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean woken = new AtomicBoolean();

    private BooleanSupplier turn = () -> false;
    private volatile @Nullable Thread thread;
    private volatile boolean over;
    private volatile boolean turning;
    private volatile long turnedAt = System.nanoTime();
    private volatile @Nullable Throwable failure;
    /** The next two are the I/O thread's. */
    private boolean inside;

    private boolean due;

    /** Ends a turn whose sockets were taken back while the I/O thread was busy for it. */
    private static final class TakenBack extends Error {
        private static final long serialVersionUID = 1;

        TakenBack() {
            super("the sockets of this turn were taken back", null, false, false);
        }
    }

    /** Does nothing, but as a command it makes whoever waits for a mailbox look into it. */
    private static final class Nudge extends ZObject {
        Nudge(Ctx ctx) {
            super(ctx, Ctx.TERM_TID);
        }

        @Override
        protected void processStop() {}
    }

    private IoTurns(Ctx ctx, IOThread io, SocketBase... sockets) throws ReflectiveOperationException {
        super(ctx, io.getTid());
        this.io = io;
        this.mailbox = io.getMailbox();
        this.own = commands(mailbox);
        this.poller = (Poller) field(IOThread.class, "poller").get(io);
        this.slots = (IMailbox[]) field(Ctx.class, "slots").get(ctx);
        this.nudge = new Nudge(ctx);
        for (SocketBase socket : sockets) {
            boxes.add(new SocketBox((Mailbox) socket.getMailbox()));
        }
    }

    /**
     * For sockets of one context, which has one I/O thread.
     *
     * @throws IllegalStateException if JeroMQ is not made as it was in 0.6
     */
    public static IoTurns of(SocketBase... sockets) {
        try {
            Ctx ctx = sockets[0].getCtx();
            List<?> threads = (List<?>) field(Ctx.class, "ioThreads").get(ctx);
            if (threads.size() != 1) {
                throw new IllegalStateException("turns need a context with one I/O thread");
            }
            return new IoTurns(ctx, (IOThread) threads.get(0), sockets);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException("this is not the JeroMQ that turns were made for", e);
        }
    }

    private static Field field(Class<?> of, String name) throws NoSuchFieldException {
        Field field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @SuppressWarnings("unchecked")
    private static Deque<Command> commands(Mailbox of) throws ReflectiveOperationException {
        return (Deque<Command>) field(Mailbox.class, "cpipe").get(of);
    }

    /**
     * Hands the sockets over to the turns, the first of which comes soon.
     *
     * @param work a turn; true if there is more to do, for which another comes
     */
    public void begin(BooleanSupplier work) {
        turn = work;
        replace(new OwnBox(), box -> box);
        wake();
    }

    /** Has a turn come soon; from any thread. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            mailbox.send(new Command(this, Command.Type.STOP));
        }
    }

    /** Ends the turns; waits for the one that is under way. From then on the sockets are the caller's. */
    public void takeBack() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        replace(mailbox, box -> box.mailbox);
        boxes.forEach(SocketBox::announce);
    }

    /** Why there are no turns any more, though nobody took the sockets back; null if there are. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** For how long the turn lasts that is under way, in nanoseconds; 0 without one. */
    public long turningFor() {
        return turning ? System.nanoTime() - turnedAt : 0;
    }

    /**
     * Lets the I/O thread do what the turn has for it, in the middle of a turn; false elsewhere, where it is told anyway. That is
     * no part of the turn: should the thread get stuck in it, the sockets can be taken back, and the turn does not go on.
     */
    public boolean deliver() {
        if (Thread.currentThread() != thread || !turning) {
            return false;
        }
        turning = false;
        lock.unlock();
        try {
            commands();
        } finally {
            lock.lock();
        }
        if (over) {
            throw new TakenBack();
        }
        turnedAt = System.nanoTime();
        turning = true;
        return true;
    }

    /** Somebody woke it, on the I/O thread. */
    @Override
    protected void processStop() {
        woken.set(false);
        if (thread == null && !over) {
            thread = Thread.currentThread();
        }
        round();
    }

    @Override
    public void timerEvent(int id) {
        due = false;
        round();
    }

    /** A turn, and what it had for the I/O thread, and so on. */
    private void round() {
        if (inside) {
            due = true;
            return;
        }
        inside = true;
        try {
            boolean more = true;
            long end = System.nanoTime() + LONGEST_ROW_NANOS;
            commands();
            for (int i = 0; more && i < MOST_IN_A_ROW && System.nanoTime() - end < 0; i++) {
                due = false;
                more = turn();
                commands();
                more |= due;
            }
            due = false;
            if (more) {
                wake();
            }
        } finally {
            inside = false;
        }
    }

    /** What the I/O thread was told, by itself or others. */
    private void commands() {
        try {
            io.inEvent();
        } catch (RuntimeException e) {
            // As the poller does with what comes of other events.
            getCtx().getNotificationExceptionHandler().uncaughtException(Thread.currentThread(), e);
            wake();
        }
    }

    private boolean turn() {
        lock.lock();
        try {
            if (over) {
                return false;
            }
            turnedAt = System.nanoTime();
            turning = true;
            return turn.getAsBoolean();
        } catch (TakenBack e) {
            return false;
        } catch (RuntimeException | Error e) {
            over = true;
            failure = e;
            return false;
        } finally {
            turning = false;
            lock.unlock();
        }
    }

    /** The I/O thread has something for a turn, or for itself: they come when its round is over. */
    private void schedule() {
        if (!due) {
            due = true;
            if (!inside) {
                poller.addTimer(0, this, 0);
            }
        }
    }

    @FunctionalInterface
    private interface Choice {
        IMailbox of(SocketBox box);
    }

    private void replace(IMailbox ofThread, Choice choice) {
        for (int i = 0; i < slots.length; i++) {
            IMailbox slot = slots[i];
            if (slot == mailbox || slot instanceof OwnBox) {
                slots[i] = ofThread;
            }
            for (SocketBox box : boxes) {
                if (slot == box || slot == box.mailbox) {
                    slots[i] = choice.of(box);
                }
            }
        }
    }

    /** What the I/O thread sends itself needs no waking. */
    private final class OwnBox implements IMailbox {
        @Override
        public void send(Command command) {
            if (Thread.currentThread() == thread && !over) {
                own.addLast(command);
                if (!inside) {
                    schedule();
                }
            } else {
                mailbox.send(command);
            }
        }

        @Override
        public @Nullable Command recv(long timeout) {
            return mailbox.recv(timeout);
        }

        @Override
        public void close() throws IOException {
            mailbox.close();
        }
    }

    /** What is sent to one of the sockets is looked at in the next turn. */
    private final class SocketBox implements IMailbox {
        private final Mailbox mailbox;
        private final Deque<Command> commands;

        private SocketBox(Mailbox mailbox) throws ReflectiveOperationException {
            this.mailbox = mailbox;
            this.commands = commands(mailbox);
        }

        @Override
        public void send(Command command) {
            if (over) {
                mailbox.send(command);
                return;
            }
            commands.addLast(command);
            if (Thread.currentThread() == thread) {
                schedule();
            } else {
                wake();
            }
            if (over) {
                try {
                    announce();
                } catch (RuntimeException closed) {
                    // Whoever took the socket back has closed it, and so has seen the command.
                    return;
                }
            }
        }

        private void announce() {
            mailbox.send(new Command(nudge, Command.Type.STOP));
        }

        @Override
        public @Nullable Command recv(long timeout) {
            return mailbox.recv(timeout);
        }

        @Override
        public void close() throws IOException {
            mailbox.close();
        }
    }
}
