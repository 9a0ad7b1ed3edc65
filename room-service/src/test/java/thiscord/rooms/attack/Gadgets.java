package thiscord.rooms.attack;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.rmi.registry.Registry;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.RoomService;

/** Objects that would do harm if somebody made them from their bytes. */
final class Gadgets {
    /** How many of them were made. */
    static final AtomicInteger DETONATED = new AtomicInteger();

    private Gadgets() {}

    /** Says so when it is made, and connects to where it was told. */
    static class Bomb implements Serializable {
        private static final long serialVersionUID = 1;
        final int port;

        Bomb(int port) {
            this.port = port;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            DETONATED.incrementAndGet();
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        }
    }

    /** A handler of proxies that is not RMI's. */
    static final class Handler extends Bomb implements InvocationHandler {
        private static final long serialVersionUID = 1;

        Handler(int port) {
            super(port);
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            throw new IllegalStateException("nobody gets here");
        }
    }

    /** Client sockets of a stranger. */
    static final class Sockets extends Bomb implements RMIClientSocketFactory {
        private static final long serialVersionUID = 1;

        Sockets(int port) {
            super(port);
        }

        @Override
        public Socket createSocket(String host, int toPort) throws IOException {
            DETONATED.incrementAndGet();
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }
    }

    /** A stub with that interface whose endpoint is the trap's. */
    static Object stub(Trap trap, Class<?> type, String form, @Nullable Object sockets) {
        return proxy(handler(trap, form, sockets), type);
    }

    /** Would call the trap as soon as it is made. */
    static InvocationHandler handler(Trap trap, String form, @Nullable Object sockets) {
        return new RemoteObjectInvocationHandler(new MadeUpRef(form, trap.address(), trap.port(), sockets));
    }

    /** All of them by name. */
    static Map<String, Object> all(Trap trap) {
        Map<String, Object> all = new LinkedHashMap<>();
        Bomb bomb = new Bomb(trap.port());
        all.put("a class of a stranger", bomb);
        all.put("a map with one in it", new HashMap<>(Map.of("a", bomb)));
        all.put("a set of sets of sets", setsOfSets());
        all.put("an array of arrays", new Object[][][] {{{bomb}}});
        all.put("a huge array", new int[100_000]);
        all.put("a list that is too deep", nested(50));
        all.put("a list with one in it", new ArrayList<>(List.of(bomb)));
        all.put("a proxy with a handler of a stranger", proxy(new Handler(trap.port()), Runnable.class));
        all.put("a proxy of our interface with such a handler", proxy(new Handler(trap.port()), RoomService.class));
        all.put("a stub", stub(trap, RoomService.class, "UnicastRef", null));
        all.put("a stub of the newer form", stub(trap, RoomService.class, "UnicastRef2", null));
        all.put("a stub with our sockets", stub(trap, RoomService.class, "UnicastRef2", DirectorySockets.LOOPBACK));
        all.put("a stub with others", stub(trap, RoomService.class, "UnicastRef2", new Sockets(trap.port())));
        all.put("a stub of the registry", stub(trap, Registry.class, "UnicastRef", null));
        all.put("a handler of stubs", handler(trap, "UnicastRef", null));
        all.put("a number", 7);
        all.put("an exception", new IllegalStateException("x"));
        all.put("a class", Runtime.class);
        return all;
    }

    static Object proxy(InvocationHandler handler, Class<?>... interfaces) {
        return Proxy.newProxyInstance(Gadgets.class.getClassLoader(), interfaces, handler);
    }

    /** Takes 2 to the 30th steps to make. */
    private static Set<Object> setsOfSets() {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Set<Object> left = new HashSet<>();
            Set<Object> right = new HashSet<>();
            left.add("x" + i);
            one.add(left);
            one.add(right);
            other.add(left);
            other.add(right);
            one = left;
            other = right;
        }
        return root;
    }

    private static List<Object> nested(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            list = new ArrayList<>(List.of(list));
        }
        return list;
    }
}
