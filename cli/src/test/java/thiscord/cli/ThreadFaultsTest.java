package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadFaultsTest {
    private static final Logger LOGGER = Logger.getLogger("thiscord.cli");

    private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean full;
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (full) {
                throw new OutOfMemoryError("test");
            }
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @Test
    void aThreadThatDiesIsLoggedInOneLineWithItsName() throws InterruptedException {
        ThreadFaults.logUncaught();

        died("planned", new IllegalStateException("test"));
        died("full", new OutOfMemoryError("test"));
        died("deep", new StackOverflowError());

        assertThat(logged)
                .containsExactly(
                        "thread planned died: an unexpected fault",
                        "thread full died: too little memory (-Xmx)",
                        "thread deep died: too deep a stack (-Xss)");
    }

    private static void died(String name, Throwable of) throws InterruptedException {
        Thread thread = new Thread(() -> ThreadFaultsTest.<RuntimeException>raise(of), name);
        thread.start();
        thread.join();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable of) throws T {
        throw (T) of;
    }

    @Test
    void aReportThatCannotBeLoggedThrowsNothing() {
        full = true;

        assertThatCode(() -> ThreadFaults.report("something failed", new OutOfMemoryError("test")))
                .doesNotThrowAnyException();
    }

    @Test
    void aTimersTaskGoesOnAfterAnError() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        try {
            timer.scheduleWithFixedDelay(
                    ThreadFaults.recurring("counting", () -> {
                        thrice.countDown();
                        throw new StackOverflowError();
                    }),
                    0,
                    1,
                    TimeUnit.MILLISECONDS);

            assertThat(thrice.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(logged).contains("counting failed and is tried again at its next time: too deep a stack (-Xss)");
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void aBodyIsRunAgainUntilItEndsInOrderOrIsNotWantedAnyMore() {
        AtomicInteger runs = new AtomicInteger();
        Runnable body = () -> {
            if (runs.incrementAndGet() < 3) {
                throw new OutOfMemoryError("test");
            }
        };

        ThreadFaults.restarting("endless", body, () -> true, Duration.ZERO).run();
        assertThat(runs).hasValue(3);
        runs.set(0);
        ThreadFaults.restarting("unwanted", body, () -> false, Duration.ZERO).run();
        assertThat(runs).hasValue(1);

        assertThat(logged).contains("thread endless failed and is started again: too little memory (-Xmx)");
    }
}
