package zmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.socket.pubsub.BatchedDist;

/** A PULL and an XPUB socket that are used in turns, and what tries to make a turn fail to come, or come too late. */
@Timeout(120)
class IoTurnsIT {
    private static final int PATIENCE_MILLIS = 20_000;

    private final ZMQ.Context context = ZMQ.context(1);
    private final ZMQ.Context others = ZMQ.context(1);
    private final List<ZMQ.Socket> open = new ArrayList<>();
    private final ZMQ.Socket in = context.socket(SocketType.PULL);
    private final ZMQ.Socket out = context.socket(SocketType.XPUB);
    private final BatchedDist batch = BatchedDist.install(out.base(), pipe -> {});
    private final IoTurns turns = IoTurns.of(in.base(), out.base());
    private final AtomicInteger subscriptions = new AtomicInteger();
    private String inAt = "";
    private String outAt = "";
    private boolean back;

    private void bind(int outQueue) {
        in.setLinger(0);
        out.setLinger(0);
        out.setSndHWM(outQueue);
        assertThat(in.bind("tcp://127.0.0.1:*")).isTrue();
        inAt = in.getLastEndpoint();
        assertThat(in.bind("inproc://turns")).isTrue();
        assertThat(out.bind("tcp://127.0.0.1:*")).isTrue();
        outAt = out.getLastEndpoint();
    }

    private ZMQ.Socket other(ZMQ.Context from, SocketType type, String endpoint) {
        ZMQ.Socket socket = from.socket(type);
        socket.setLinger(0);
        socket.setHWM(1_000_000);
        socket.setHandshakeIvl(250);
        socket.setReceiveBufferSize(256 << 10);
        socket.setReceiveTimeOut(PATIENCE_MILLIS);
        socket.setSendTimeOut(PATIENCE_MILLIS);
        if (type == SocketType.SUB) {
            socket.subscribe("");
        }
        assertThat(socket.connect(endpoint)).isTrue();
        open.add(socket);
        return socket;
    }

    private boolean forward() {
        byte[] next = in.recv(ZMQ.DONTWAIT);
        for (int i = 0; next != null && i < 100; i++) {
            out.send(next);
            next = in.recv(ZMQ.DONTWAIT);
        }
        if (next != null) {
            out.send(next);
        }
        boolean more = next != null;
        // Takes up subscriptions.
        while (out.recv(ZMQ.DONTWAIT) != null) {
            subscriptions.incrementAndGet();
        }
        batch.flush();
        if (turns.deliver()) {
            batch.write();
        }
        return more;
    }

    private ZMQ.Socket subscriber() {
        int before = subscriptions.get();
        ZMQ.Socket socket = other(others, SocketType.SUB, outAt);
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            // After a second try it subscribes anew when it is asked for something.
            assertThat(socket.recv(ZMQ.DONTWAIT)).isNull();
            return subscriptions.get() > before;
        });
        return socket;
    }

    private static byte[] number(int i) {
        return ByteBuffer.allocate(4).putInt(i).array();
    }

    private static void expect(ZMQ.Socket from, int first, int last) {
        for (int i = first; i <= last; i++) {
            assertThat(from.recv()).as("message %d", i).isEqualTo(number(i));
        }
    }

    @AfterEach
    void close() {
        if (!back) {
            turns.takeBack();
        }
        open.forEach(ZMQ.Socket::close);
        in.close();
        out.close();
        others.close();
        // Comes back once JeroMQ has freed all: what it waits for must have reached it after the turns.
        context.close();
    }

    @Test
    void eachMessageGoesThroughOnceAndInOrderOnTheIoThread() {
        bind(1_000_000);
        ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        turns.begin(() -> {
            if (threads.isEmpty()) {
                threads.add(Thread.currentThread().getName());
            }
            return forward();
        });
        ZMQ.Socket remote = subscriber();
        ZMQ.Socket push = other(context, SocketType.PUSH, "inproc://turns");
        ZMQ.Socket far = other(others, SocketType.PUSH, inAt);
        for (int i = 1; i <= 1000; i++) {
            assertThat(push.send(number(i))).isTrue();
        }
        expect(remote, 1, 1000);
        for (int i = 1001; i <= 100_000; i++) {
            assertThat(far.send(number(i))).isTrue();
        }
        expect(remote, 1001, 100_000);
        for (int i = 1; i <= 500; i++) {
            assertThat(far.send(number(i))).isTrue();
            expect(remote, i, i);
        }
        assertThat(threads).hasSize(1).allMatch(name -> name.contains("iothread"));
    }

    @Test
    void whatATurnGivesOutIsWrittenInItAsFarAsTheSocketTakesIt() {
        bind(400);
        AtomicBoolean due = new AtomicBoolean();
        turns.begin(() -> {
            forward();
            if (due.compareAndSet(true, false)) {
                // More than the queue has room for, but not more than queue and socket.
                for (int i = 1; i <= 600; i++) {
                    out.send(ByteBuffer.allocate(400).putInt(i).array());
                    if (i % 50 == 0) {
                        batch.flush();
                        turns.deliver();
                        batch.write();
                    }
                }
            }
            return false;
        });
        ZMQ.Socket remote = subscriber();
        due.set(true);
        turns.wake();

        for (int i = 1; i <= 600; i++) {
            assertThat(remote.recv())
                    .isEqualTo(ByteBuffer.allocate(400).putInt(i).array());
        }
    }

    @Test
    void afterTheyAreTakenBackNoTurnComesAndTheSocketsServeWhoTookThem() {
        bind(1000);
        AtomicInteger count = new AtomicInteger();
        turns.begin(() -> {
            count.incrementAndGet();
            return forward();
        });
        ZMQ.Socket remote = subscriber();
        ZMQ.Socket push = other(context, SocketType.PUSH, "inproc://turns");
        push.send(number(1));
        expect(remote, 1, 1);

        turns.takeBack();
        back = true;
        int turnsTaken = count.get();
        push.send(number(2));
        turns.wake();
        in.setReceiveTimeOut(PATIENCE_MILLIS);
        assertThat(in.recv()).isEqualTo(number(2));
        assertThat(turns.deliver()).isFalse();
        out.send(number(3));
        batch.flush();
        expect(remote, 3, 3);
        assertThat(count).hasValue(turnsTaken);
    }

    @Test
    void aTurnThatFailsIsTheLastAndSaysWhy() {
        bind(1000);
        BooleanSupplier bad = () -> {
            throw new IllegalStateException("on purpose");
        };
        turns.begin(bad);

        Awaitility.await().until(() -> turns.failure() != null);
        assertThat(turns.failure()).hasMessage("on purpose");
        assertThat(turns.turningFor()).isZero();
    }

    @Test
    void aTurnIsWaitedForWhereTheyAreTakenBack() throws Exception {
        bind(1000);
        CountDownLatch inTurn = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        turns.begin(() -> {
            inTurn.countDown();
            try {
                return !leave.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        inTurn.await();
        assertThat(turns.turningFor()).isPositive();
        Thread taker = new Thread(turns::takeBack);
        taker.start();
        Awaitility.await().until(() -> taker.getState() == Thread.State.WAITING);
        leave.countDown();
        taker.join(20_000);
        back = true;

        assertThat(taker.isAlive()).isFalse();
        assertThat(turns.turningFor()).isZero();
    }

    @Test
    void aContextWithMoreIoThreadsIsRefused() {
        bind(1);
        try (ZMQ.Context two = ZMQ.context(2)) {
            ZMQ.Socket one = two.socket(SocketType.PULL);
            assertThatThrownBy(() -> IoTurns.of(one.base()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one I/O thread");
            one.close();
        }
    }
}
