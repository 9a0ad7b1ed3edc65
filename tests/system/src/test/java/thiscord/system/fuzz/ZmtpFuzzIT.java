package thiscord.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import thiscord.broker.Broker;
import thiscord.broker.BrokerSettings;
import thiscord.cli.Address;
import thiscord.kit.Fuzzing;
import thiscord.publisher.Confirming;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReceivedEvent;

/**
 * Mutated ZMTP 3 against the broker's three endpoints, in steps (so that much of it gets past the handshake) and in one
 * piece. What must hold: a publisher, a confirming publisher and a subscriber go on, and no thread of the broker dies.
 */
class ZmtpFuzzIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int TRIALS_BETWEEN_LOOKS = 100;
    private static final int MORE = 1;
    private static final int LARGE = 2;
    private static final int COMMAND = 4;

    /** What peers say that mean well: the type of socket, and messages of frames. */
    private record Talk(String type, List<List<String>> messages) {}

    private static final List<Talk> IN = List.of(new Talk(
            "PUSH",
            List.of(
                    List.of("fuzz/a", "{\"n\":1}"),
                    List.of("{\"topic\":\"fuzz/b\",\"payload\":{\"a\":[1,2.5e3,null,\"\\u00e9\"]}}"),
                    List.of("room/x", "1"),
                    List.of("thiscord/erase", "{\"topic\":\"fuzz/a\"}"))));
    private static final List<Talk> OUT = List.of(new Talk(
            "SUB",
            List.of(
                    List.of("\1fuzz/"),
                    List.of("\1#fuzz/"),
                    List.of("\1##who/abc"),
                    List.of("\0fuzz/"),
                    List.of("\1"))));
    private static final List<List<String>> QUESTIONS = List.of(
            List.of("HEADS", "1", "", "", "fuzz/"),
            List.of("READ", "2", "fuzz/a", "1", "9", "1000"),
            List.of("PUBLISH", "3", "some-name", "1", "1", "always", "fuzz/a", "{}", "fuzz/b", "1"),
            List.of("PUBLISH", "4", "some-name", "9223372036854775807", "9223372036854775807", "followed"),
            List.of("STATUS", "5", "", ""),
            List.of("", "STATUS", "5", "", ""));
    private static final List<Talk> REPLAY = List.of(
            new Talk("DEALER", QUESTIONS),
            new Talk("REQ", QUESTIONS.stream().map(ZmtpFuzzIT::delimited).toList()));

    private final Queue<String> severe = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
                severe.add(line.getMessage());
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };
    private Broker broker;
    private EventPublisher publisher;
    private EventPublisher confirming;
    private EventSubscriber subscriber;
    private long number;

    @BeforeEach
    void start() throws Exception {
        Logger.getLogger("thiscord.broker").addHandler(handler);
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
        publisher = EventPublisher.connect(broker.inAddress(), 100);
        confirming = EventPublisher.confirming(
                broker.replayAddress(), Confirming.asSomebodyNew(true), 100, Duration.ofSeconds(1));
        subscriber = EventSubscriber.connect(broker.outAddress(), List.of("bystander/"));
        assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
        look();
    }

    @AfterEach
    void stop() {
        publisher.close();
        confirming.close();
        subscriber.close();
        broker.close();
        Logger.getLogger("thiscord.broker").removeHandler(handler);
    }

    private void look() throws InterruptedException {
        for (EventPublisher one : List.of(publisher, confirming)) {
            String said = "{\"n\":" + ++number + "}";
            one.publish("bystander/x", said.getBytes(StandardCharsets.UTF_8));
            ReceivedEvent heard = subscriber.next(LONG);
            assertThat(heard).as("event " + number).isNotNull();
            assertThat(heard.text()).isEqualTo(said);
        }
        assertThat(severe).isEmpty();
        assertThat(broker.stats().renewals()).isZero();
    }

    @Test
    void bystandersDoNotNoticeMutatedInput() {
        long[] trials = {0};
        Fuzzing.lasting(Duration.ofSeconds(3)).run(random -> {
            attack(random);
            if (++trials[0] % TRIALS_BETWEEN_LOOKS == 0) {
                look();
            }
        });
        assertThat(trials[0]).isPositive();
    }

    private void attack(Random random) throws Exception {
        int which = random.nextInt(3);
        Address endpoint = List.of(broker.inAddress(), broker.outAddress(), broker.replayAddress())
                .get(which);
        List<Talk> talks = List.of(IN, OUT, REPLAY).get(which);
        Talk talk = talks.get(random.nextInt(talks.size()));
        byte[] greeting = sometimes(8, greeting(), random);
        byte[] ready = sometimes(4, ready(talk.type()), random);
        byte[] said = sometimes(1, messages(talk, random), random);
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int) LONG.toMillis());
            if (random.nextInt(4) == 0) {
                socket.getOutputStream().write(concat(greeting, ready, said));
            } else {
                socket.getOutputStream().write(greeting);
                // A broken greeting may have no answer.
                socket.setSoTimeout(Arrays.equals(greeting, greeting()) ? 5000 : 20);
                socket.getInputStream().readNBytes(64);
                socket.getOutputStream().write(ready);
                socket.setSoTimeout(20);
                socket.getInputStream().readNBytes(2);
                socket.getOutputStream().write(said);
            }
            if (random.nextInt(4) == 0) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull(); // to be cut off is what it came for
        }
    }

    /** One in so many times as it is; else mutated. */
    private static byte[] sometimes(int one, byte[] input, Random random) {
        return random.nextInt(one) == 0 ? Fuzzing.mutated(input, random) : input;
    }

    private static List<String> delimited(List<String> frames) {
        return Stream.concat(Stream.of(""), frames.stream()).toList();
    }

    private static byte[] greeting() {
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        return greeting;
    }

    private static byte[] ready(String type) {
        return frame(COMMAND, "\5READY\13Socket-Type\0\0\0" + (char) type.length() + type);
    }

    private static byte[] messages(Talk talk, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            if (random.nextInt(8) == 0) {
                all.writeBytes(frame(COMMAND, "\4PING\0\0ctx"));
            }
            if (random.nextInt(4) == 0) {
                // A size that may be any; what follows is taken for its body, or the peer is cut off.
                int flags = LARGE | random.nextInt(8);
                all.writeBytes(ByteBuffer.allocate(9)
                        .put((byte) flags)
                        .putLong(Fuzzing.number(random))
                        .array());
            }
            List<String> frames =
                    talk.messages().get(random.nextInt(talk.messages().size()));
            for (int i = 0; i < frames.size(); i++) {
                all.writeBytes(frame(i + 1 < frames.size() ? MORE : 0, frames.get(i)));
            }
        }
        return all.toByteArray();
    }

    private static byte[] frame(int flags, String text) {
        byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
        boolean large = body.length > 255;
        ByteBuffer frame = ByteBuffer.allocate(body.length + (large ? 9 : 2)).put((byte) (flags | (large ? LARGE : 0)));
        return (large ? frame.putLong(body.length) : frame.put((byte) body.length))
                .put(body)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
