package thiscord.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import thiscord.cli.Address;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SocketLayer;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;
import thiscord.tls.ClientTls;

/**
 * How many calls a second does the room service answer, and how long does one take (p50, p99), for one caller and for 16,
 * in plain text and over TLS? Callers and service share the JVM and its processors; calls go through real sockets of loopback.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar RoomService -t 1
 * java -jar tests/benchmarks/target/benchmarks.jar RoomService -t 16</pre>
 */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RoomServiceBenchmark {
    private static final int ROOMS = 100;

    /** A room service with a hundred rooms. */
    @State(Scope.Benchmark)
    public static class Service {
        private final AtomicInteger callers = new AtomicInteger();

        @Param({"false", "true"})
        private boolean tls;

        private SocketLayer layer;
        private Path folder = Path.of("");
        private RoomServer server;

        @Setup(Level.Trial)
        public void start() throws IOException, NotBoundException, Refused {
            folder = Files.createTempDirectory("thiscord-bench-");
            server = RoomServer.start(RoomServerSettings.of(folder, 0));
            ClientTls pinned = ClientTls.pinned(server.registryAddress(), server.fingerprint());
            layer = tls ? pinned::over : null;
            PersonSession owner = door().login(new Login(RoomService.PROTOCOL, "owner"));
            for (int i = 0; i < ROOMS; i++) {
                owner.create(new RoomSpec("room-" + i, "", "what room " + i + " is about"));
            }
            owner.logout();
        }

        private RoomService door() throws RemoteException, NotBoundException {
            Address at = server.registryAddress();
            return DirectoryClient.connect(at.host(), at.port(), layer, DirectoryClient.PATIENT);
        }

        @TearDown(Level.Trial)
        public void stop() throws IOException {
            server.close();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** Somebody with a session. */
    @State(Scope.Thread)
    public static class Caller {
        private RoomService door;
        private PersonSession session;
        private Login login;

        @Setup(Level.Trial)
        public void logIn(Service service) throws RemoteException, NotBoundException, Refused {
            door = service.door();
            login = new Login(RoomService.PROTOCOL, "caller" + service.callers.incrementAndGet());
            session = door.login(login);
        }

        @TearDown(Level.Trial)
        public void logOut() throws RemoteException {
            session.logout();
        }
    }

    @Benchmark
    public RoomInfo describe(Caller caller) throws RemoteException, Refused {
        return caller.session.describe("room-50");
    }

    @Benchmark
    public List<RoomInfo> list(Caller caller) throws RemoteException, Refused {
        return caller.session.list("");
    }

    @Benchmark
    public void loginAndLogout(Caller caller) throws RemoteException, Refused {
        caller.door.login(caller.login).logout();
    }
}
