package thiscord.mailbox.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.turnstile.Turnstile;

/**
 * The request at work in a session: gets memory, then the lock, copies a slice in each turn of the loop, and lets go. Lives
 * on the session's loop. The lock is held for as long as copying between memory and memory takes, never while the peer sends
 * or takes.
 */
final class Work {
    /** What one turn copies, so that a large mailbox does not hold the other sessions of the loop up. */
    private static final int SLICE_BYTES = 256 * 1024;

    private static final int MOST_HEAD_BYTES = 40;

    private final Desk desk;
    private final Session session;
    private Turnstile.@Nullable Pass memory;
    private Turnstile.@Nullable Pass lock;
    private @Nullable Turnstile locked;
    private @Nullable ByteBuf data;
    private boolean waits;
    private boolean collected;
    /** Counts what was begun and given up, so that what comes too late is known. */
    private long turn;

    Work(Desk desk, Session session) {
        this.desk = desk;
        this.session = session;
    }

    /** Whether it waits for others. */
    boolean waits() {
        return waits;
    }

    /** Whether the data of a write were all there when it was given up. */
    boolean collected() {
        return collected;
    }

    /** Reads a mailbox and answers. */
    void read(int mailbox) {
        collected = false;
        takeMemory(desk.settings.layout().bytes(), () -> takeLock(mailbox, 1, () -> beginToCopyOut(mailbox)));
    }

    /** Gets memory for the data of a write; then they may come. */
    void collect(int length) {
        collected = false;
        int most = length < 0 ? desk.settings.mostData() : length;
        takeMemory(Math.max(1, most), () -> {
            data = session.channel().alloc().buffer(length < 0 ? Math.min(most, 4096) : length, most);
            session.collects();
        });
    }

    ByteBuf data() {
        return data == null ? Unpooled.EMPTY_BUFFER : data;
    }

    /** Writes the data into a mailbox and answers. */
    void write(int mailbox) {
        collected = true;
        takeLock(mailbox, desk.settings.clients(), () -> {
            Blocks.Writing writing = desk.blocks.writing(mailbox, data().readableBytes());
            copyIn(mailbox, writing, data().readableBytes());
        });
    }

    private void takeMemory(long bytes, Runnable next) {
        Turnstile.Pass pass = pass(bytes, next);
        memory = pass;
        enter(desk.memory, pass, next);
    }

    private void takeLock(int mailbox, long weight, Runnable next) {
        Turnstile.Pass pass = pass(weight, next);
        lock = pass;
        locked = desk.lock(mailbox);
        enter(desk.lock(mailbox), pass, next);
    }

    private Turnstile.Pass pass(long weight, Runnable next) {
        long mine = ++turn;
        return new Turnstile.Pass(
                weight,
                () -> later(() -> {
                    if (mine == turn) {
                        waits = false;
                        next.run();
                        session.proceed();
                    }
                }));
    }

    private void enter(Turnstile gate, Turnstile.Pass pass, Runnable next) {
        switch (gate.enter(pass)) {
            case IN -> next.run();
            case WAITS -> waits = true;
            case FULL -> session.crowded();
        }
    }

    private void later(Runnable task) {
        try {
            session.channel().eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // The server ends, and the session has ended with its loop.
            turn++;
        }
    }

    private void beginToCopyOut(int mailbox) {
        Blocks.Reading reading = desk.blocks.reading(mailbox);
        int length = reading.length();
        if (memory != null) {
            desk.memory.shrink(memory, Math.max(1, length));
        }
        ByteBuf answer = session.channel().alloc().directBuffer(MOST_HEAD_BYTES + length);
        if (!desk.settings.bare()) {
            answer.writeCharSequence("ok " + length + " " + reading.version() + "\n", StandardCharsets.US_ASCII);
        }
        data = answer;
        copyOut(mailbox, reading, answer, answer.nioBuffer(answer.writerIndex(), length));
    }

    private void copyOut(int mailbox, Blocks.Reading reading, ByteBuf answer, ByteBuffer to) {
        if (!reading.copyTo(to, SLICE_BYTES)) {
            nextTurn(() -> copyOut(mailbox, reading, answer, to));
            return;
        }
        boolean sound = reading.sound();
        unlock();
        if (!sound) {
            session.answer(
                    Reason.DAMAGED.line("mailbox " + mailbox + " was damaged by another process; write it again"));
            return;
        }
        desk.reads.increment();
        answer.writerIndex(answer.writerIndex() + reading.length());
        if (!answer.isReadable()) {
            // Somebody waits for an answer to a bare read.
            answer.writeByte('\n');
        }
        data = null;
        session.answer(answer);
    }

    private void copyIn(int mailbox, Blocks.Writing writing, int length) {
        ByteBuf from = data();
        int now = Math.min(SLICE_BYTES, from.readableBytes());
        writing.put(from.nioBuffer(from.readerIndex(), now));
        from.skipBytes(now);
        if (from.isReadable()) {
            nextTurn(() -> copyIn(mailbox, writing, length));
            return;
        }
        long version = writing.commit();
        giveUp();
        desk.writes.increment();
        desk.written(mailbox);
        session.answer("ok " + length + " " + version);
    }

    private void nextTurn(Runnable step) {
        long mine = turn;
        later(() -> {
            if (mine == turn) {
                step.run();
                session.proceed();
            }
        });
    }

    private void unlock() {
        if (lock != null && locked != null) {
            locked.leave(lock);
            lock = null;
            locked = null;
        }
    }

    /** Lets go of all that it has; without effect if it has nothing. */
    void giveUp() {
        turn++;
        waits = false;
        unlock();
        if (data != null) {
            data.release();
            data = null;
        }
        if (memory != null) {
            desk.memory.leave(memory);
            memory = null;
        }
    }
}
