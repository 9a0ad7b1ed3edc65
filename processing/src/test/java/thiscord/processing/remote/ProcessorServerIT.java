package thiscord.processing.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.kit.Checkout;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.processing.ready.ReadyMade;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.processing.MessageProcessor;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.RemoteProcessor;
import thiscord.protocol.processing.Unprocessed;
import thiscord.protocol.processing.Unreachable;

/** A processor at its port: who calls it, and who tries what they should not. */
@Timeout(120)
class ProcessorServerIT {
    @RegisterExtension
    private final Processes processes = new Processes();

    private static final Address ANY = Address.loopback(0);
    private static final Unprocessed HELLO = new Unprocessed(7, "lab", "alice", "hello");
    private static final AtomicBoolean DETONATED = new AtomicBoolean();

    /** Says so when it is made. */
    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            DETONATED.set(true);
        }
    }

    private static ProcessorServer serve(ReadyMade processor, Address at) {
        return ProcessorServer.start(processor.wire(), processor::process, at);
    }

    /** The thread that accepted has the port until it sees that it is closed. */
    private static ProcessorServer serveAgain(ReadyMade processor, Address at) {
        while (true) {
            try {
                return serve(processor, at);
            } catch (Failure taken) {
                assertThat(taken.exitCode()).isEqualTo(ExitCode.CANNOT_BIND);
                Thread.onSpinWait();
            }
        }
    }

    private static RemoteProcessor at(String name, Address address, Duration deadline) {
        return new RemoteProcessor(name, address.host(), address.port(), deadline);
    }

    private static RemoteProcessor at(String name, Address address) {
        return at(name, address, Duration.ofSeconds(20));
    }

    private static Registry registry(Address address) throws RemoteException {
        return LocateRegistry.getRegistry(address.host(), address.port(), DirectorySockets.LOOPBACK);
    }

    @Test
    void eachReadyMadeOneAnswersUnderItsName() throws Exception {
        for (ReadyMade processor : ReadyMade.values()) {
            try (ProcessorServer server = serve(processor, ANY)) {
                Processed answer = at(processor.wire(), server.address()).process(HELLO);

                assertThat(answer.id()).isEqualTo(7);
                assertThat(answer.text()).endsWithIgnoringCase("hello");
                assertThat(registry(server.address()).list())
                        .containsExactly("thiscord/processors/" + processor.wire());
            }
        }
    }

    @Test
    void oneThatWasStartedAgainAtItsPortServesOnAndItsAbsenceIsOneLine() throws Exception {
        ProcessorServer first = serve(ReadyMade.CHECKSUM, ANY);
        Address address = first.address();
        RemoteProcessor checksum = at("checksum", address);
        Processed before = checksum.process(HELLO);

        first.close();
        assertThatThrownBy(() -> checksum.process(HELLO))
                .isInstanceOf(Unreachable.class)
                // A connection that was used a moment ago counts as alive.
                .hasMessageMatching(Pattern.quote("checksum@" + address)
                        + " (cannot be reached; is it running\\?|ended before it answered)");

        try (ProcessorServer second = serveAgain(ReadyMade.CHECKSUM, address)) {
            assertThat(checksum.process(HELLO)).isEqualTo(before);
            assertThatThrownBy(() -> at("other", second.address()).process(HELLO))
                    .isInstanceOf(Unreachable.class)
                    .hasMessage("there is no processor other@" + address);
        }
    }

    @Test
    void whatFailsOrTakesTooLongIsToldWithoutAStackTrace() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ProcessorServer failing = ProcessorServer.start(
                        "failing",
                        m -> {
                            throw new IllegalStateException("secret");
                        },
                        ANY);
                ProcessorServer upper = serve(ReadyMade.UPPER, ANY);
                ProcessorServer liar = ProcessorServer.start("liar", m -> new Processed(8, "", "", ""), ANY);
                ProcessorServer slow = ProcessorServer.start("slow", m -> waitingFor(never, m), ANY);
                ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> at("failing", failing.address()).process(HELLO))
                    .isInstanceOfSatisfying(Refused.class, e -> {
                        assertThat(e.refusal().reason()).isEqualTo(Reason.INTERNAL);
                        assertThat(e.refusal().text()).isEqualTo("The processor failing failed; its log says more.");
                        assertThat(e.getStackTrace()).isEmpty();
                    });
            assertThatThrownBy(() -> at("upper", upper.address())
                            .process(new Unprocessed(1, "", "", "\u00df".repeat(Unprocessed.MOST_TEXT))))
                    .isInstanceOfSatisfying(
                            Refused.class, e -> assertThat(e.refusal().reason()).isEqualTo(Reason.TEXT_TOO_LONG));
            assertThatThrownBy(() -> at("liar", liar.address()).process(HELLO))
                    .hasMessage("liar@" + liar.address() + " answered another message");

            Duration brief = Duration.ofMillis(300);
            Address nobody = Address.loopback(mute.getLocalPort());
            assertThatThrownBy(() -> at("slow", slow.address(), brief).process(HELLO))
                    .hasMessage("slow@" + slow.address() + " gave no answer in 300 ms");
            assertThatThrownBy(() -> at("mute", nobody, brief).process(HELLO))
                    .hasMessage("mute@" + nobody + " gave no answer in 300 ms");
        } finally {
            never.countDown();
        }
    }

    private static Processed waitingFor(CountDownLatch latch, Unprocessed message) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Processed(message.id(), message.text(), "", "");
    }

    @Test
    void nobodyElseBindsInItsRegistry() throws Exception {
        try (ProcessorServer server = serve(ReadyMade.CHECKSUM, ANY)) {
            Registry registry = registry(server.address());
            String bound = registry.list()[0];
            MessageProcessor stub = (MessageProcessor) registry.lookup(bound);

            assertThatThrownBy(() -> registry.bind("thiscord/processors/other", stub))
                    .isInstanceOf(RemoteException.class);
            assertThatThrownBy(() -> registry.rebind(bound, stub)).isInstanceOf(RemoteException.class);
            assertThatThrownBy(() -> registry.unbind(bound)).isInstanceOf(RemoteException.class);

            assertThat(server.rebuffs().get("registry")).isEqualTo(3);
            assertThat(registry(server.address()).list()).containsExactly(bound);
            assertThat(at("checksum", server.address()).process(HELLO).id()).isEqualTo(7);
        }
    }

    @Test
    void noArgumentButAMessageIsMade() throws Exception {
        Method process = MessageProcessor.class.getMethod("process", Unprocessed.class);
        try (ProcessorServer server = serve(ReadyMade.CHECKSUM, ANY)) {
            Object stub = registry(server.address()).lookup("thiscord/processors/checksum");
            InvocationHandler calls = Proxy.getInvocationHandler(stub);

            for (Object gadget : List.of(
                    new Bomb(),
                    new HashMap<>(Map.of("a", new Bomb())),
                    new ArrayList<>(List.of(new Bomb())),
                    new Object[] {new Bomb()},
                    stub,
                    new Processed(7, "", "", ""))) {
                assertThatThrownBy(() -> calls.invoke(stub, process, new Object[] {gadget}))
                        .isInstanceOf(RemoteException.class);
            }
            assertThatThrownBy(() -> calls.invoke(stub, process, new Object[] {null}))
                    .isInstanceOf(Refused.class);

            assertThat(DETONATED).isFalse();
            assertThat(server.rebuffs().get("filtered")).isGreaterThanOrEqualTo(5);
            assertThat(at("checksum", server.address()).process(HELLO).id()).isEqualTo(7);
        }
    }

    @Test
    void noiseAndFloodsOfConnectionsKeepNobodyOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (ProcessorServer server = serve(ReadyMade.CHECKSUM, ANY)) {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().port());
                idle.add(socket);
                socket.getOutputStream().write("JRMI".substring(0, i % 2).getBytes(StandardCharsets.US_ASCII));
            }
            try (Socket http = new Socket(
                    InetAddress.getLoopbackAddress(), server.address().port())) {
                http.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(at("checksum", server.address()).process(HELLO).id()).isEqualTo(7);
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Address address = Address.loopback(taken.getLocalPort());

            assertThatThrownBy(() -> serve(ReadyMade.UPPER, address)).isInstanceOfSatisfying(Failure.class, e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.CANNOT_BIND);
                assertThat(e).hasMessageContaining("another program listens there; choose another with --port");
            });
        }
    }

    @Test
    void theProcessorOfTheManualServesWithTheProtocolAlone(@TempDir Path folder) throws Exception {
        String manual = Files.readString(Checkout.root().resolve("docs/PROCESSING.md"));
        String program = manual.substring(manual.indexOf("import thiscord.protocol.processing.Processed;"));
        program = program.substring(0, program.indexOf("```"));
        assertThat(program.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(12);
        Path source = Files.writeString(folder.resolve("Shout.java"), program);
        Path protocol = Path.of(Processed.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        Running shout = processes.start(java, "-cp", protocol.toString(), source.toString(), "0");
        String port = shout.out()
                .expect("ready: processor shout@127\\.0\\.0\\.1:(\\d+)")
                .group(1);

        assertThat(at("shout", Address.loopback(Integer.parseInt(port))).process(HELLO))
                .isEqualTo(new Processed(HELLO.id(), HELLO.text() + "!", "", ""));
    }

    @Test
    void oneThatIsExportedByPlainRmiIsRefusedWithTheReason(@TempDir Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("Plain.java"), """
                import java.rmi.registry.*;
                import java.rmi.server.UnicastRemoteObject;
                import thiscord.protocol.processing.*;

                public class Plain {
                    static final MessageProcessor PLAIN = m -> new Processed(m.id(), m.text(), "", "");
                    static Registry registry;

                    public static void main(String[] arguments) throws Exception {
                        registry = LocateRegistry.createRegistry(0);
                        registry.rebind("thiscord/processors/plain", UnicastRemoteObject.exportObject(PLAIN, 0));
                        System.out.println(registry);
                    }
                }
                """);
        String protocol = Path.of(Processed.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        Running plain = processes.start(java, "-cp", protocol, source.toString());
        String port = plain.out().expect("endpoint:\\[[^]]*:(\\d+)]").group(1);

        assertThatThrownBy(() ->
                        at("plain", Address.loopback(Integer.parseInt(port))).process(HELLO))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("is exported without ThisCord's sockets")
                .hasMessageContaining("ProcessorExport.serve");
    }
}
