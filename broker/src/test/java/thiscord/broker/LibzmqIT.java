package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.cli.Address;
import thiscord.publisher.EventPublisher;
import thiscord.subscriber.EventSubscriber;
import thiscord.subscriber.ReceivedEvent;

/** Programs that use libzmq, in both directions. Needs {@code python3-zmq}. */
@Timeout(60)
class LibzmqIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Duration LONG = Duration.ofSeconds(20);

    private Broker broker;

    @BeforeAll
    static void needsPyzmq() throws Exception {
        Process python = new ProcessBuilder(PYTHON, "-c", "import zmq")
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor())
                .as("this test needs pyzmq for " + PYTHON + ": apt-get install python3-zmq (" + said.strip() + ")")
                .isZero();
    }

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Process python(String... lines) throws IOException {
        String script = "import zmq\nc = zmq.Context()\n" + String.join("\n", lines);
        return new ProcessBuilder(PYTHON, "-u", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void ends(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void aLibzmqPublisherIsHeardInBothForms() throws Exception {
        try (EventSubscriber subscriber = EventSubscriber.connect(broker.outAddress(), List.of("room/"))) {
            assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
            Process python = python(
                    "s = c.socket(zmq.PUSH)",
                    "s.connect('tcp://" + broker.inAddress() + "')",
                    "s.send_multipart([b'room/lab', b'{\"n\":1}'])",
                    "s.send(b'{\"topic\":\"room/lab\",\"payload\":{\"n\":2}}')",
                    "s.send_json({'topic': 'room/caf\\u00e9', 'payload': {'n': 3}})",
                    "s.close(); c.term()");

            for (int n = 1; n <= 3; n++) {
                ReceivedEvent event = subscriber.next(LONG);
                assertThat(event).isNotNull();
                assertThat(event.topic()).isEqualTo(n == 3 ? "room/café" : "room/lab");
                assertThat(event.text().replace(" ", "")).isEqualTo("{\"n\":" + n + "}");
            }
            ends(python);
        }
    }

    @Test
    void aLibzmqSubscriberGetsExactlyTwoFrames() throws Exception {
        Process python = python(
                "s = c.socket(zmq.SUB); s.RCVTIMEO = 20000",
                "s.subscribe(b'room/')",
                "s.connect('tcp://" + broker.outAddress() + "')",
                "print('ready')",
                "for i in range(2): print(s.recv_multipart())");
        try (BufferedReader lines = output(python);
                EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 100)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            await().atMost(LONG).until(() -> broker.stats().subscriptions() == 1);
            publisher.publish("user/bob", "0".getBytes(StandardCharsets.UTF_8));
            publisher.publish("room/lab", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));
            publisher.publish("room/", "2".getBytes(StandardCharsets.UTF_8));

            assertThat(lines.readLine()).isEqualTo("[b'room/lab', b'{\"n\":1}']");
            assertThat(lines.readLine()).isEqualTo("[b'room/', b'2']");
            ends(python);
        }
    }

    @Test
    void ourLibrariesWorkWithALibzmqForwarderInOurPlace() throws Exception {
        Process python = python(
                "i = c.socket(zmq.PULL); o = c.socket(zmq.XPUB)",
                "print(i.bind_to_random_port('tcp://127.0.0.1')); print(o.bind_to_random_port('tcp://127.0.0.1'))",
                "zmq.proxy(i, o)");
        try (BufferedReader lines = output(python)) {
            Address in = Address.loopback(Integer.parseInt(lines.readLine()));
            Address out = Address.loopback(Integer.parseInt(lines.readLine()));
            try (EventSubscriber subscriber = EventSubscriber.connect(out, List.of("t"))) {
                assertThat(subscriber.awaitSubscribed(LONG)).isTrue();
                EventPublisher publisher = EventPublisher.connect(in, 100);
                publisher.publish("t", "1".getBytes(StandardCharsets.UTF_8));
                publisher.close();
                assertThat(publisher.stats().unconfirmed()).isZero();

                ReceivedEvent event = subscriber.next(LONG);
                assertThat(event).isNotNull();
                assertThat(event.text()).isEqualTo("1");
            }
        } finally {
            python.destroyForcibly();
        }
    }

    /** What PROTOCOL shows of a publisher that is sure, with two events that it sends twice. */
    @Test
    void aDozenLinesOfPythonPublishWithConfirmation() throws Exception {
        Process python = python(
                "s = c.socket(zmq.DEALER)",
                "s.connect('tcp://" + broker.replayAddress() + "')",
                "def publish(number, topic, payload):",
                "    while True:",
                "        n = b'%d' % number",
                "        s.send_multipart([b'PUBLISH', n, b'door-7', n, n, b'always', topic, payload])",
                "        while s.poll(5000):",
                "            answer = s.recv_multipart()",
                "            if answer[:2] == [b'CONFIRMED', n]: return answer[5:]",
                "publish(1, b'alerts/door', b'{\"open\":true}')",
                "publish(1, b'alerts/door', b'{\"open\":true}')",
                "print(publish(2, b'#', b'1'))",
                "publish(3, b'alerts/door', b'{\"open\":false}')",
                "s.send_multipart([b'READ', b'r', b'alerts/door', b'1', b'9', b'1000'])",
                "print(s.recv_multipart()[4:])");
        try (BufferedReader lines = output(python)) {
            assertThat(lines.readLine()).isEqualTo("[b'2', b\"a topic does not begin with '#'\"]");
            assertThat(lines.readLine()).isEqualTo("[b'1', b'2', b'1', b'{\"open\":true}', b'2', b'{\"open\":false}']");
            ends(python);
        }
    }
}
