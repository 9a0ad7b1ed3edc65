package thiscord.rooms.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Proxy;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.RoomService;

/** What a client makes of a registry that somebody else has taken over: one exception, and no connection to anywhere. */
@Timeout(60)
class HijackedRegistryIT {
    private static final DirectoryClient.Timeouts BRIEF =
            new DirectoryClient.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));

    /** Looks the service up and asks it what it is; the way in which that failed. */
    private static Throwable used(HijackedRegistry registry) {
        return catchThrowable(() ->
                DirectoryClient.connect("127.0.0.1", registry.port(), BRIEF).info());
    }

    @Test
    void aStubThatIsNotOursIsRefusedAndNothingInItIsMade() throws Exception {
        try (Trap trap = new Trap("127.0.0.1");
                HijackedRegistry registry = new HijackedRegistry(trap.codebase())) {
            Map<String, Object> all = new LinkedHashMap<>(Gadgets.all(trap));
            // Leads where our own sockets let it: to the host of the configuration.
            all.remove("a stub with our sockets");
            all.put(
                    "a stub with one more interface",
                    Proxy.newProxyInstance(
                            RoomService.class.getClassLoader(),
                            new Class<?>[] {RoomService.class, Runnable.class},
                            ours(trap)));
            all.put("a stub of a session", Gadgets.proxy(ours(trap), HubSession.class));
            all.put("a stub of nothing", Gadgets.proxy(ours(trap), Remote.class));
            for (Map.Entry<String, Object> gadget : all.entrySet()) {
                for (boolean exceptional : new boolean[] {false, true}) {
                    registry.answers(gadget.getValue(), exceptional);

                    assertThat(used(registry)).as(gadget.getKey()).isNotNull().isNotInstanceOf(Error.class);
                }
            }

            assertThat(Gadgets.DETONATED).hasValue(0);
        }
    }

    private static RemoteObjectInvocationHandler ours(Trap trap) {
        return new RemoteObjectInvocationHandler(
                new MadeUpRef("UnicastRef2", trap.address(), trap.port(), DirectorySockets.LOOPBACK));
    }

    @Test
    void noConnectionIsMadeToWhereAStubLeads() throws Exception {
        // Another host of this machine: a stub names the port, but never the host.
        try (Trap trap = new Trap("127.0.0.2");
                HijackedRegistry registry = new HijackedRegistry(trap.codebase())) {
            for (Map.Entry<String, Object> gadget : Gadgets.all(trap).entrySet()) {
                registry.answers(gadget.getValue(), false);

                Throwable failed = used(registry);

                assertThat(failed).as(gadget.getKey()).isNotNull();
                if (gadget.getKey().equals("a stub with our sockets")) {
                    assertThat(failed).isInstanceOf(RemoteException.class);
                }
            }

            assertThat(trap.came()).isZero();
            assertThat(Gadgets.DETONATED).hasValue(0);
        }
    }
}
