package thiscord.protocol.directory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.UnmarshalException;
import java.rmi.registry.LocateRegistry;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds a room service, or a processor, and makes its stubs safe to use: each call has a deadline (a call to {@link HubSession#changes} that
 * and its wait), sockets go to the configured host only, and what comes in passes {@link AllowList#forAnswers}, which is set
 * for the whole JVM unless that has a filter. Thread-safe; every call blocks, none longer than connect and response
 * timeout together. What it returns may be used by many threads.
 */
public final class DirectoryClient {
    /** For people at a terminal: 5 s to connect, 10 s to answer. */
    public static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));

    /** How the message ends of an exception for a stub without our sockets. */
    public static final String NOT_OURS = " of ours";

    /** What waits for a password to be checked. */
    private static final Set<String> PASSWORDS =
            Set.of("authenticate", "register", "loginAccount", "administer", "changePassword", "setPassword", "add");

    private static final Pattern ENDPOINT = Pattern.compile(
            "UnicastRef2 \\[liveRef: \\[endpoint:\\[[0-9A-Za-z.:%_-]*:[0-9]+,DirectorySockets\\(.*", Pattern.DOTALL);

    /**
     * How long a call may take.
     *
     * @param connect to open a connection; 1 ms to 1 h
     * @param response from the start of a call to the end of its answer; 1 ms to 1 h
     */
    public record Timeouts(Duration connect, Duration response) {
        public Timeouts {
            if (outside(connect) || outside(response)) {
                throw new IllegalArgumentException("a timeout is 1 ms to 1 h");
            }
        }

        private static boolean outside(Duration time) {
            return time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0;
        }
    }

    private DirectoryClient() {}

    /**
     * Looks the room service up, and asks it what it is, at the address that is given: a tunnel may lead there, so that the port
     * in the stub is not the one to go to. Only where that port is a registry of another process is the stub's taken. The stub outlives a restart of neither the service nor, if that is alone, the registry:
     * on a {@link RemoteException} connect again.
     *
     * @param host of the registry, and of the service
     * @throws RemoteException if the registry does not answer
     * @throws NotBoundException if no room service is bound there
     */
    public static RoomService connect(String host, int port, Timeouts timeouts)
            throws RemoteException, NotBoundException {
        return connect(host, port, null, timeouts);
    }

    /**
     * The same over connections that a layer makes private. On this machine the registry may be another program's that speaks
     * no TLS. Then it is asked in plain text where the service is, and the service itself is called through the layer alone.
     *
     * @param layer null for none. Give the same one again for the same service: connections are shared by it
     */
    public static RoomService connect(String host, int port, @Nullable SocketLayer layer, Timeouts timeouts)
            throws RemoteException, NotBoundException {
        DirectorySockets here = sockets(host, port, true, layer, timeouts);
        try {
            RoomService service = (RoomService) lookUp(RoomService.class, RoomService.BOUND_AS, port, here, here);
            service.info();
            return service;
        } catch (NoSuchObjectException registryOfAnother) {
            DirectorySockets there = sockets(host, port, layer != null, layer, timeouts);
            return (RoomService) lookUp(RoomService.class, RoomService.BOUND_AS, port, there, there);
        } catch (RemoteException e) {
            if (layer == null || !isLoopback(host) || !speaksNoTls(e)) {
                throw e;
            }
            DirectorySockets plain = sockets(host, port, false, null, timeouts);
            return (RoomService) lookUp(
                    RoomService.class, RoomService.BOUND_AS, port, plain, sockets(host, port, false, layer, timeouts));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** True if no TLS came about, rather than a server's key being the wrong one. */
    private static boolean speaksNoTls(Throwable why) {
        boolean tls = false;
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return false;
            }
            tls |= cause instanceof SSLException;
        }
        return tls;
    }

    /**
     * Looks another object up that shares its port with its registry. Over a connection that is not private: for loopback.
     *
     * @param type of an interface that {@link AllowList#forAnswers} names
     * @throws RemoteException if the registry does not answer
     * @throws NotBoundException if nothing of that name is bound there
     */
    public static <T extends Remote> T find(Class<T> type, String boundAs, String host, int port, Timeouts timeouts)
            throws RemoteException, NotBoundException {
        DirectorySockets sockets = sockets(host, port, true, null, timeouts);
        return type.cast(lookUp(type, boundAs, port, sockets, sockets));
    }

    /** What takes several calls, and throws two kinds of exceptions. */
    @FunctionalInterface
    public interface Calls<T, E extends Exception, F extends Exception> {
        T make() throws E, F;
    }

    /** Makes calls of this thread that have so much time together, each still its own at the most. */
    public static <T, E extends Exception, F extends Exception> T within(Duration time, Calls<T, E, F> calls)
            throws E, F {
        CallDeadline all = CallDeadline.begin(DirectorySockets.LOOPBACK, time.toMillis());
        try {
            return calls.make();
        } finally {
            all.end();
        }
    }

    private static DirectorySockets sockets(
            String host, int port, boolean fixedPort, @Nullable SocketLayer layer, Timeouts timeouts) {
        RmiProperties.forClients();
        AllowList.guardJvm();
        int connectMillis = (int) timeouts.connect().toMillis();
        return new DirectorySockets(host, port, fixedPort, layer, connectMillis, (int)
                timeouts.response().toMillis());
    }

    private static Object lookUp(
            Class<?> type, String boundAs, int port, DirectorySockets registry, DirectorySockets sockets)
            throws RemoteException, NotBoundException {
        CallDeadline call = CallDeadline.begin(sockets, sockets.responseMillis());
        try {
            Remote stub =
                    LocateRegistry.getRegistry(registry.host(), port, registry).lookup(boundAs);
            return guarded(type, stub, sockets);
        } finally {
            call.end();
        }
    }

    /** The stub behind deadlines, if it is one of ours; a stub without our sockets could lead anywhere. */
    private static Object guarded(Class<?> type, @Nullable Object stub, DirectorySockets sockets)
            throws UnmarshalException {
        if (!type.isInstance(stub) || !Proxy.isProxyClass(stub.getClass()) || !ours(stub)) {
            throw new UnmarshalException("what came is no " + type.getSimpleName() + NOT_OURS);
        }
        return Proxy.newProxyInstance(
                DirectoryClient.class.getClassLoader(), new Class<?>[] {type}, new Guarded(stub, sockets));
    }

    private static boolean ours(Object stub) {
        InvocationHandler handler = Proxy.getInvocationHandler(stub);
        return handler.getClass() == RemoteObjectInvocationHandler.class
                && ENDPOINT.matcher(((RemoteObjectInvocationHandler) handler)
                                .getRef()
                                .remoteToString())
                        .matches();
    }

    /** Gives each call its deadline, and the sessions that come back as well. */
    private record Guarded(Object stub, DirectorySockets sockets) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, method, arguments);
            }
            long millis = sockets.responseMillis() + waiting(method, arguments);
            CallDeadline call = CallDeadline.begin(sockets, millis);
            try {
                Object answer = method.invoke(stub, arguments);
                return Remote.class.isAssignableFrom(method.getReturnType())
                        ? guarded(method.getReturnType(), answer, sockets)
                        : answer;
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            } finally {
                call.end();
            }
        }

        private static long waiting(Method method, Object @Nullable [] arguments) {
            if (PASSWORDS.contains(method.getName())) {
                return HubSession.PASSWORD_MILLIS;
            }
            if (!method.getName().equals("changes") || arguments == null) {
                return 0;
            }
            return Math.max(0, Math.min(HubSession.WAIT_MILLIS, (int) arguments[1]));
        }

        private Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
            if (method.getName().equals("equals")) {
                return arguments != null && proxy == arguments[0];
            }
            return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : stub.toString();
        }
    }
}
