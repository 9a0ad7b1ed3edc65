package thiscord.mailbox.turnstile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import thiscord.mailbox.turnstile.Turnstile.Entry;
import thiscord.mailbox.turnstile.Turnstile.Pass;

class TurnstileTest {
    private static final int ALL = 10;

    private final List<String> entered = new ArrayList<>();
    private final Turnstile gate = new Turnstile(ALL, 3);

    private Pass pass(String name, long weight) {
        return new Pass(weight, () -> entered.add(name));
    }

    @Test
    void readersShareAndAWriterIsAlone() {
        Pass first = pass("r1", 1);
        Pass second = pass("r2", 1);
        Pass writer = pass("w", ALL);

        assertThat(gate.enter(first)).isEqualTo(Entry.IN);
        assertThat(gate.enter(second)).isEqualTo(Entry.IN);
        assertThat(gate.enter(writer)).isEqualTo(Entry.WAITS);
        gate.leave(first);
        assertThat(entered).isEmpty();
        gate.leave(second);

        assertThat(entered).containsExactly("w");
    }

    @Test
    void aReaderDoesNotPassAWriterThatWaits() {
        Pass first = pass("r1", 1);
        Pass writer = pass("w", ALL);
        gate.enter(first);
        gate.enter(writer);

        assertThat(gate.enter(pass("r2", 1))).isEqualTo(Entry.WAITS);
        assertThat(gate.enter(pass("r3", 1))).isEqualTo(Entry.WAITS);
        gate.leave(first);
        assertThat(entered).containsExactly("w");
        gate.leave(writer);

        assertThat(entered).containsExactly("w", "r2", "r3");
    }

    @Test
    void whoGivesUpWaitingLetsThoseBehindGoOn() {
        Pass first = pass("r1", 1);
        Pass writer = pass("w", ALL);
        gate.enter(first);
        gate.enter(writer);
        gate.enter(pass("r2", 1));

        gate.leave(writer);
        gate.leave(writer);

        assertThat(entered).containsExactly("r2");
        assertThat(gate.taken()).isEqualTo(2);
    }

    @Test
    void leavingTwiceGivesRoomBackOnce() {
        Pass first = pass("r1", 4);
        gate.enter(first);
        gate.enter(pass("r2", 4));

        gate.leave(first);
        gate.leave(first);

        assertThat(gate.taken()).isEqualTo(4);
    }

    @Test
    void shrinkingLetsOthersIn() {
        Pass large = pass("large", ALL);
        gate.enter(large);
        gate.enter(pass("next", 6));

        gate.shrink(large, 5);
        assertThat(entered).isEmpty();
        gate.shrink(large, 4);

        assertThat(entered).containsExactly("next");
        assertThat(gate.taken()).isEqualTo(ALL);
    }

    @Test
    void theLineIsBounded() {
        gate.enter(pass("in", ALL));
        for (int n = 0; n < 3; n++) {
            assertThat(gate.enter(pass("waits", 1))).isEqualTo(Entry.WAITS);
        }

        assertThat(gate.enter(pass("too many", 1))).isEqualTo(Entry.FULL);
        assertThat(gate.waiting()).isEqualTo(3);
    }

    @Test
    void whoCouldNeverFitIsRefused() {
        assertThatThrownBy(() -> gate.enter(pass("giant", ALL + 1))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Readers that never pause, on threads of their own, and writers among them: all get their turns, and no two clash. */
    @Test
    void nobodyStarvesBesideReadersThatNeverPause() throws InterruptedException {
        Turnstile lock = new Turnstile(100, 100);
        AtomicInteger inside = new AtomicInteger();
        AtomicReference<String> clash = new AtomicReference<>();
        CountDownLatch writersDone = new CountDownLatch(2);
        List<Thread> readers = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            readers.add(new Thread(() -> {
                while (writersDone.getCount() > 0) {
                    visit(lock, 1, () -> {
                        if (inside.incrementAndGet() < 1) {
                            clash.set("a reader beside a writer");
                        }
                        inside.decrementAndGet();
                    });
                }
            }));
        }
        for (int n = 0; n < 2; n++) {
            new Thread(() -> {
                        for (int turn = 0; turn < 500; turn++) {
                            visit(lock, 100, () -> {
                                if (!inside.compareAndSet(0, -1000)) {
                                    clash.set("a writer beside others");
                                }
                                inside.addAndGet(1000);
                            });
                        }
                        writersDone.countDown();
                    })
                    .start();
        }
        readers.forEach(Thread::start);

        assertThat(writersDone.await(30, TimeUnit.SECONDS)).isTrue();
        for (Thread reader : readers) {
            reader.join(10_000);
        }
        assertThat(clash.get()).isNull();
        assertThat(lock.taken()).isZero();
        assertThat(lock.waiting()).isZero();
    }

    private static void visit(Turnstile lock, long weight, Runnable inside) {
        CountDownLatch in = new CountDownLatch(1);
        Pass pass = new Pass(weight, in::countDown);
        boolean waits = lock.enter(pass) == Entry.WAITS;
        try {
            // Some give up at once; whether they were let in meanwhile is not theirs to know.
            if (!waits || new Random().nextInt(10) > 0) {
                if (waits && !in.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("starved");
                }
                inside.run();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.leave(pass);
        }
    }
}
