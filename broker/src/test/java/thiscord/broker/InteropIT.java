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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Address;
import thiscord.publisher.EventPublisher;

/**
 * Programs at both ends that use libzmq 4.3: by its C functions, called as C would, and by pyzmq; in both input forms. Needs
 * {@code python3-zmq}.
 */
@Timeout(60)
class InteropIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String MORE = "2";

    /** The functions of libzmq's C interface that an event needs, and {@code say(socket, frames)}, {@code hear(socket)}. */
    private static final String C = String.join(
            "\n",
            "import ctypes",
            "z = ctypes.CDLL('libzmq.so.5')",
            "z.zmq_ctx_new.restype = z.zmq_socket.restype = ctypes.c_void_p",
            "z.zmq_socket.argtypes = [ctypes.c_void_p, ctypes.c_int]",
            "z.zmq_connect.argtypes = [ctypes.c_void_p, ctypes.c_char_p]",
            "z.zmq_setsockopt.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t]",
            "z.zmq_getsockopt.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]",
            "z.zmq_send.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]",
            "z.zmq_recv.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]",
            "z.zmq_close.argtypes = z.zmq_ctx_term.argtypes = [ctypes.c_void_p]",
            "v = [ctypes.c_int() for i in range(3)]",
            "z.zmq_version(*[ctypes.byref(i) for i in v])",
            "assert (v[0].value, v[1].value) >= (4, 3), 'this is libzmq %d.%d' % (v[0].value, v[1].value)",
            "ctx = z.zmq_ctx_new()",
            "def say(s, frames):",
            "    for i, f in enumerate(frames):",
            "        assert z.zmq_send(s, f, len(f), " + MORE + " if i + 1 < len(frames) else 0) == len(f)",
            "def hear(s):",
            "    frames = []",
            "    while True:",
            "        b = ctypes.create_string_buffer(1000)",
            "        n = z.zmq_recv(s, b, 1000, 0)",
            "        assert n >= 0",
            "        frames.append(b.raw[:n])",
            "        more = ctypes.c_int(); size = ctypes.c_size_t(4)",
            "        z.zmq_getsockopt(s, 13, ctypes.byref(more), ctypes.byref(size))",
            "        if not more.value: return frames");

    private static Process python(String... lines) throws IOException {
        return new ProcessBuilder("/usr/bin/python3", "-u", "-c", String.join("\n", lines))
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

    private static Broker broker() {
        return Broker.start(BrokerSettings.at(Address.loopback(0), Address.loopback(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c", "pyzmq"})
    void bothFormsGoFromALibzmqProgramToAnotherInOrder(String how) throws Exception {
        boolean c = how.equals("c");
        try (Broker broker = broker()) {
            Process subscriber = c
                    ? python(
                            C,
                            "s = z.zmq_socket(ctx, 2)",
                            "z.zmq_setsockopt(s, 6, b'room/', 5)",
                            "z.zmq_connect(s, b'tcp://" + broker.outAddress() + "')",
                            "for i in range(4): print(hear(s))")
                    : python(
                            "import zmq; c = zmq.Context(); s = c.socket(zmq.SUB); s.RCVTIMEO = 20000",
                            "assert zmq.zmq_version_info() >= (4, 3)",
                            "s.subscribe(b'room/'); s.connect('tcp://" + broker.outAddress() + "')",
                            "for i in range(4): print(s.recv_multipart())");
            try (BufferedReader lines = output(subscriber)) {
                await().atMost(LONG).until(() -> broker.stats().subscriptions() == 1);
                String two = "[b'room/lab', b'{\"n\":1}']";
                String one = "[b'{\"topic\":\"room/lab\",\"payload\":{\"n\":2}}']";
                String escaped = "[b'{\"payload\": [3], \"topic\": \"room/caf\\\\u00e9\", \"other\": null}']";
                String last = "[b'room/lab', b'4']";
                ends(
                        c
                                ? python(
                                        C,
                                        "s = z.zmq_socket(ctx, 8)",
                                        "z.zmq_connect(s, b'tcp://" + broker.inAddress() + "')",
                                        "for m in [" + String.join(", ", two, one, escaped, last) + "]: say(s, m)",
                                        "z.zmq_close(s); z.zmq_ctx_term(ctx)")
                                : python(
                                        "import zmq; c = zmq.Context(); s = c.socket(zmq.PUSH)",
                                        "s.connect('tcp://" + broker.inAddress() + "')",
                                        "for m in [" + String.join(", ", two, one, escaped, last)
                                                + "]: s.send_multipart(m)",
                                        "s.close(); c.term()"));

                assertThat(lines.readLine()).isEqualTo(two);
                assertThat(lines.readLine()).isEqualTo("[b'room/lab', b'{\"n\":2}']");
                assertThat(lines.readLine()).isEqualTo("[b'room/caf\\xc3\\xa9', b'[3]']");
                assertThat(lines.readLine()).isEqualTo(last);
                ends(subscriber);
            }
        }
    }

    @Test
    void ourPublisherReachesCAndPyzmqFollowsTheNumberedLane() throws Exception {
        try (Broker broker = broker();
                EventPublisher publisher = EventPublisher.connect(broker.inAddress(), 100)) {
            Process c = python(
                    C,
                    "s = z.zmq_socket(ctx, 2)",
                    "z.zmq_setsockopt(s, 6, b'', 0)",
                    "z.zmq_connect(s, b'tcp://" + broker.outAddress() + "')",
                    "for i in range(2): print(hear(s))");
            Process numbered = python(
                    "import zmq; c = zmq.Context(); s = c.socket(zmq.SUB); s.RCVTIMEO = 20000",
                    "s.subscribe(b'#room/'); s.connect('tcp://" + broker.outAddress() + "')",
                    "for i in range(2): print(s.recv_multipart())",
                    "d = c.socket(zmq.DEALER); d.RCVTIMEO = 20000; d.connect('tcp://" + broker.replayAddress() + "')",
                    "d.send_multipart([b'READ', b'7', b'room/lab', b'1', b'9', b'1000'])",
                    "a = d.recv_multipart(); print(a[:2] + a[3:])");
            try (BufferedReader plainLines = output(c);
                    BufferedReader numberedLines = output(numbered)) {
                await().atMost(LONG).until(() -> broker.stats().subscriptions() == 2);
                publisher.publish("room/lab", "1".getBytes(StandardCharsets.UTF_8));
                publisher.publish("room/lab", "2".getBytes(StandardCharsets.UTF_8));

                for (String payload : List.of("1", "2")) {
                    assertThat(plainLines.readLine()).isEqualTo("[b'room/lab', b'" + payload + "']");
                    assertThat(numberedLines.readLine())
                            .isEqualTo("[b'#room/lab', b'" + payload + "', b'" + payload + "']");
                }
                assertThat(numberedLines.readLine())
                        .isEqualTo("[b'EVENTS', b'7', b'room/lab', b'1', b'2', b'1', b'1', b'2', b'2']");
                ends(c);
                ends(numbered);
            }
        }
    }
}
