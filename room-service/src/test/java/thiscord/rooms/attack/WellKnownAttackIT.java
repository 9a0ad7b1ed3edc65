package thiscord.rooms.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.dgc.Lease;
import java.rmi.dgc.VMID;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.ObjID;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** Attacks on the objects that every RMI server has: its registry, its garbage collector, the activation system. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WellKnownAttackIT {
    private static final long[] REGISTRY_METHODS = {
        7583982177005850366L, 2571371476350237748L, -7538657168040752697L, -8381844669958460146L, 7305022919901907578L
    };
    private static final int BIND = 0;
    private static final int LOOKUP = 2;
    private static final int REBIND = 3;
    private static final int UNBIND = 4;
    private static final int CLEAN = 0;
    private static final int DIRTY = 1;

    private RoomServer server;
    private Trap trap;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = RoomServer.start(RoomServerSettings.of(folder, 0));
        trap = new Trap("127.0.0.1");
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        trap.close();
    }

    private RawJrmp peer() throws IOException {
        return new RawJrmp(server.registryAddress().port(), trap.codebase());
    }

    private Registry registry() throws Exception {
        return LocateRegistry.getRegistry("127.0.0.1", server.registryAddress().port(), DirectorySockets.LOOPBACK);
    }

    private PersonSession login() throws Exception {
        return ((RoomService) registry().lookup(RoomService.BOUND_AS)).login(new Login(RoomService.PROTOCOL, "alice"));
    }

    private void unharmed() throws Exception {
        assertThat(registry().list()).containsExactly(RoomService.BOUND_AS);
        login().list("");
        assertThat(Gadgets.DETONATED).hasValue(0);
        assertThat(trap.came()).isZero();
    }

    private long counted(String kind) {
        return server.rebuffs().get(kind);
    }

    @Test
    void nothingIsBoundReboundOrUnboundFromOutsideAlsoNotFromLocalhost() throws Exception {
        Object stub = Gadgets.stub(trap, RoomService.class, "UnicastRef2", DirectorySockets.LOOPBACK);
        for (int operation : new int[] {BIND, REBIND, UNBIND}) {
            for (boolean newer : new boolean[] {false, true}) {
                long before = counted("registry");
                try (RawJrmp peer = peer()) {
                    RawJrmp.Answer answer = peer.call(
                            RawJrmp.REGISTRY,
                            newer ? -1 : operation,
                            newer ? REGISTRY_METHODS[operation] : RawJrmp.REGISTRY_HASH,
                            out -> named(out, operation == UNBIND ? null : stub));

                    turnedAway(peer, answer);
                    assertThat(counted("registry")).isEqualTo(before + 1);
                }
            }
        }
        unharmed();
    }

    /** Refused without a word about us, and at the end of this connection. */
    private static void turnedAway(RawJrmp peer, RawJrmp.Answer answer) {
        assertThat(answer.end()).isNotEqualTo(RawJrmp.End.NORMAL);
        assertThat(answer.text()).doesNotContain("thiscord.rooms");
        assertThat(peer.send(new byte[] {0x52}).end()).isEqualTo(RawJrmp.End.CLOSED);
    }

    private static void named(ObjectOutputStream out, Object bound) throws IOException {
        out.writeObject(RoomService.BOUND_AS);
        if (bound != null) {
            out.writeObject(bound);
        }
    }

    @Test
    void aWriteDoesNotHideBehindAReadThatIsSentWithIt() throws Exception {
        long before = counted("registry");
        try (RawJrmp peer = peer()) {
            byte[] lookup = peer.bytes(
                    RawJrmp.REGISTRY, LOOKUP, RawJrmp.REGISTRY_HASH, out -> out.writeObject(RoomService.BOUND_AS));
            byte[] unbind = peer.bytes(
                    RawJrmp.REGISTRY, UNBIND, RawJrmp.REGISTRY_HASH, out -> out.writeObject(RoomService.BOUND_AS));
            byte[] both = Arrays.copyOf(lookup, lookup.length + unbind.length);
            System.arraycopy(unbind, 0, both, lookup.length, unbind.length);

            assertThat(peer.send(both).end()).isEqualTo(RawJrmp.End.NORMAL);
            assertThat(peer.send(new byte[0]).end()).isEqualTo(RawJrmp.End.CLOSED);
        }
        assertThat(counted("registry")).isEqualTo(before + 1);
        unharmed();
    }

    @Test
    void noGadgetIsMadeByALookup() throws Exception {
        for (Map.Entry<String, Object> gadget : Gadgets.all(trap).entrySet()) {
            for (boolean newer : new boolean[] {false, true}) {
                long before = counted("registry");
                try (RawJrmp peer = peer()) {
                    RawJrmp.Answer answer = peer.call(
                            RawJrmp.REGISTRY,
                            newer ? -1 : LOOKUP,
                            newer ? REGISTRY_METHODS[LOOKUP] : RawJrmp.REGISTRY_HASH,
                            out -> out.writeObject(gadget.getValue()));

                    assertThat(answer.end()).as(gadget.getKey()).isNotEqualTo(RawJrmp.End.NORMAL);
                    assertThat(counted("registry")).as(gadget.getKey()).isEqualTo(before + 1);
                }
            }
        }
        unharmed();
    }

    @Test
    void theCollectorMakesNoGadgetInAnyArgument() throws Exception {
        ObjID[] ids = {new ObjID()};
        for (Map.Entry<String, Object> gadget : Gadgets.all(trap).entrySet()) {
            Object evil = gadget.getValue();
            List<RawJrmp.Body> dirty =
                    List.of(out -> arguments(out, evil, new Lease(new VMID(), 1000)), out -> arguments(out, ids, evil));
            List<RawJrmp.Body> clean = List.of(out -> cleaning(out, evil, new VMID()), out -> cleaning(out, ids, evil));
            for (int i = 0; i < 2; i++) {
                refusedByTheCollector(gadget.getKey(), DIRTY, dirty.get(i));
                refusedByTheCollector(gadget.getKey(), CLEAN, clean.get(i));
            }
        }
        unharmed();
    }

    private void refusedByTheCollector(String what, int operation, RawJrmp.Body body) throws IOException {
        long before = counted("collector");
        try (RawJrmp peer = peer()) {
            RawJrmp.Answer answer = peer.call(RawJrmp.COLLECTOR, operation, RawJrmp.COLLECTOR_HASH, body);

            assertThat(answer.end()).as(what).isNotEqualTo(RawJrmp.End.NORMAL);
            assertThat(counted("collector")).as(what).isEqualTo(before + 1);
        }
    }

    private static void arguments(ObjectOutputStream out, Object ids, Object last) throws IOException {
        out.writeObject(ids);
        out.writeLong(1);
        out.writeObject(last);
    }

    private static void cleaning(ObjectOutputStream out, Object ids, Object vm) throws IOException {
        arguments(out, ids, vm);
        out.writeBoolean(true);
    }

    @Test
    void nobodyCleansWhatAnotherHolds() throws Exception {
        PersonSession alice = login();
        try (RawJrmp peer = peer()) {
            for (Remote target : List.of(alice, registry().lookup(RoomService.BOUND_AS))) {
                ObjID id = ObjID.read(new ObjectInputStream(new ByteArrayInputStream(block(target))));
                RawJrmp.Answer answer = peer.call(
                        RawJrmp.COLLECTOR,
                        CLEAN,
                        RawJrmp.COLLECTOR_HASH,
                        out -> cleaning(out, new ObjID[] {id}, new VMID()));
                assertThat(answer.end()).isEqualTo(RawJrmp.End.NORMAL);
            }
        }

        alice.list("");
        unharmed();
    }

    /** An object id as a stream that can be read. */
    private static byte[] block(Remote stub) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.write(RawJrmp.idOf(stub));
        }
        return bytes.toByteArray();
    }

    @Test
    void aFloodOfMadeUpLeasesEndsTheConnection() throws Exception {
        PersonSession alice = login();
        long before = counted("collector");
        int taken = 0;
        try (RawJrmp peer = peer()) {
            while (taken < 1000
                    && peer.call(
                                            RawJrmp.COLLECTOR,
                                            DIRTY,
                                            RawJrmp.COLLECTOR_HASH,
                                            out -> arguments(out, new ObjID[0], new Lease(new VMID(), 1_000_000)))
                                    .end()
                            == RawJrmp.End.NORMAL) {
                taken++;
            }
        }

        assertThat(taken).isEqualTo(64);
        assertThat(counted("collector")).isEqualTo(before + 1);
        alice.list("");
        unharmed();
    }

    @Test
    void thereIsNoActivation() throws Exception {
        long before = counted("activation");
        try (RawJrmp peer = peer()) {
            turnedAway(peer, peer.call(RawJrmp.ACTIVATOR, -1, 1, out -> out.writeObject("x")));
        }

        assertThat(counted("activation")).isEqualTo(before + 1);
        unharmed();
    }

    @Test
    void whatIsNotRmiOfThisCenturyIsCutOffAndCounted() throws Exception {
        List<byte[]> all = List.of(
                "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                // One call without a handshake, as it could be smuggled into another protocol; and the multiplexed
                // form.
                new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4C, 0x50},
                new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4D, 0x50});
        for (byte[] bytes : all) {
            long before = counted("malformed");
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.registryAddress().port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(bytes);
                ended(socket);
            }
            assertThat(counted("malformed")).isEqualTo(before + 1);
        }
        try (RawJrmp peer = peer()) {
            byte[] call = peer.bytes(RawJrmp.REGISTRY, 1, RawJrmp.REGISTRY_HASH, out -> {});
            // The header in a block of two bytes and another block.
            call[6] = 2;
            turnedAway(peer, peer.send(call));
        }
        unharmed();
    }

    private static void ended(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // An end as well.
        }
    }

    @Test
    void aSessionThatNobodyRefersToAnyMoreEnds() throws Exception {
        byte[] id = RawJrmp.idOf(login());
        long list = RawJrmp.hashOf(PersonSession.class.getMethod("list", String.class));
        try (RawJrmp peer = peer()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                RawJrmp.Answer answer = peer.call(id, -1, list, out -> out.writeObject(""));
                return answer.text().contains("NoSuchObjectException");
            });
        }
    }

    @Test
    void pingsAreAnsweredAndAcknowledgementsOfNothingDoNoHarm() throws Exception {
        try (RawJrmp peer = peer()) {
            assertThat(peer.send(new byte[] {0x52}).bytes()).containsExactly(0x53);
            byte[] acknowledged = new byte[16];
            acknowledged[0] = 0x54;
            acknowledged[15] = 0x52;
            assertThat(peer.send(acknowledged).bytes()).containsExactly(0x53);
            assertThat(peer.call(RawJrmp.REGISTRY, 1, RawJrmp.REGISTRY_HASH, out -> {})
                            .end())
                    .isEqualTo(RawJrmp.End.NORMAL);
        }
    }
}
