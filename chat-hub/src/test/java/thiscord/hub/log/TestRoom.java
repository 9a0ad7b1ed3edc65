package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Refusal;

/** A room and its loop in one: the test's thread carries out what is posted while it waits. */
final class TestRoom implements Executor, RoomLog.Listener {
    private static final long DEADLINE_SECONDS = 20;

    final long id;
    final String name;
    final Keeps keeps;
    final List<Event.Message> stored = new ArrayList<>();
    final List<Refusal> failures = new ArrayList<>();
    List<Event.Message> recent = List.of();

    @Nullable
    RoomLog log;

    @Nullable
    Refusal notOpened;

    long given;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    TestRoom(long id, Keeps keeps) {
        this.id = id;
        this.name = "room" + id;
        this.keeps = keeps;
    }

    TestRoom open(RoomLogs logs) {
        tryOpen(logs);
        assertThat(notOpened).isNull();
        return this;
    }

    TestRoom tryOpen(RoomLogs logs) {
        log = null;
        notOpened = null;
        logs.open(id, name, keeps, this, this);
        until(() -> log != null || notOpened != null);
        return this;
    }

    RoomLog log() {
        return Objects.requireNonNull(log);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Carries out what is posted until it is so. */
    void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!so.getAsBoolean()) {
            try {
                Runnable task = tasks.poll(5, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                } else if (System.nanoTime() > end) {
                    throw new AssertionError("not so within " + DEADLINE_SECONDS + " s; stored " + stored.size()
                            + ", failed " + failures);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    Event.Message next(String text, long at, @Nullable String id) {
        return new Event.Message(name, ++given, "alice", false, text, at, id, false);
    }

    /** Appends a message; it is stored later. */
    TestRoom say(String text) {
        log().append(next(text, System.currentTimeMillis(), null));
        return this;
    }

    /** Appends so many, and waits until they are stored. */
    TestRoom say(int many, String text) {
        for (int i = 0; i < many; i++) {
            say(text + (given + 1));
        }
        return settled();
    }

    /** Waits until all that was appended is stored. */
    TestRoom settled() {
        until(() -> log().last() == given);
        return this;
    }

    Page read(Consumer<Consumer<Page>> question) {
        AtomicReference<@Nullable Page> answer = new AtomicReference<>();
        question.accept(answer::set);
        until(() -> answer.get() != null);
        return Objects.requireNonNull(answer.get());
    }

    List<Long> read(long after, int most) {
        return seqs(read(answer -> log().read(after, most, answer)));
    }

    List<Long> readBack(long before, int most) {
        return seqs(read(answer -> log().readBack(before, most, answer)));
    }

    static List<Long> seqs(Page page) {
        assertThat(page.refusal()).isNull();
        return page.messages().stream().map(Event.Message::seq).toList();
    }

    @Override
    public void opened(RoomLog opened, List<Event.Message> newest) {
        log = opened;
        recent = newest;
        given = opened.last();
    }

    @Override
    public void notOpened(Refusal why) {
        notOpened = why;
    }

    @Override
    public void stored(Event.Message message) {
        stored.add(message);
    }

    @Override
    public void failed(Refusal why) {
        failures.add(why);
        given = log().last();
    }
}
