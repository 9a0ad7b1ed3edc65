package thiscord.rmi;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.rmi.server.RMIServerSocketFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.AcceptFailures;
import thiscord.cli.Address;
import thiscord.cli.ThreadFaults;
import thiscord.tls.Listening;
import thiscord.tls.ServerTls;

/**
 * The listening side of one server: loopback and where else it is opened, a bounded number of sockets, each with
 * limits on the bytes and the time of a request; {@link ConnectionLimiter} says who makes room for whom. Equal only to itself: one per server, and all that it exports shares its port. Thread-safe.
 */
public final class RequestSockets implements RMIServerSocketFactory, AutoCloseable {
    /** Accepted and not yet taken by RMI. */
    private static final int ARRIVED = 64;

    private final String name;
    private final AcceptFailures failures;
    private final RequestLimits limits;
    private final ConnectionLimiter open;
    private final List<ServerSocket> listening = new ArrayList<>();
    private final Rebuffs rebuffs;
    private final CollectorBudget collecting = new CollectorBudget();
    private final Listening where;
    private final @Nullable ServerTls tls;

    /**
     * @param name of the server, for its threads and the log
     * @param where to listen; the first port is the one of what is exported
     * @param tls null to speak none
     */
    public RequestSockets(
            String name, RequestLimits limits, Rebuffs rebuffs, Listening where, @Nullable ServerTls tls) {
        this.name = name;
        this.failures = new AcceptFailures(name);
        this.limits = limits;
        this.rebuffs = rebuffs;
        this.where = where;
        this.tls = tls;
        this.open = new ConnectionLimiter(limits.connections(), rebuffs);
    }

    /** Listens at all addresses; what RMI is given accepts what comes at any of them. */
    @Override
    public synchronized ServerSocket createServerSocket(int port) throws IOException {
        List<Address> addresses = where.addresses();
        List<Listener> others = new ArrayList<>();
        for (Address other : addresses.subList(1, addresses.size())) {
            others.add(bound(new Listener(List.of()), other.host(), other.port()));
        }
        Listener first = bound(new Listener(others), addresses.get(0).host(), port);
        first.collect();
        return first;
    }

    private Listener bound(Listener server, String host, int port) throws IOException {
        listening.add(server);
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(host), port), 512);
        } catch (IOException e) {
            close();
            throw new BindException(host + ":" + port + ": " + e.getMessage());
        }
        return server;
    }

    /** The port for this machine. */
    public synchronized int port() {
        return listening.get(listening.size() - 1).getLocalPort();
    }

    /** Where it listens, with the real ports, the one for this machine first. */
    public synchronized List<InetSocketAddress> addresses() {
        List<InetSocketAddress> all = new ArrayList<>();
        listening.forEach(one -> all.add(0, (InetSocketAddress) one.getLocalSocketAddress()));
        return all;
    }

    boolean takesPlain(InetAddress at) {
        return where.takesPlain(at);
    }

    @Nullable
    ServerTls tls() {
        return tls;
    }

    /** How many are open. */
    public int open() {
        return open.open();
    }

    public Rebuffs rebuffs() {
        return rebuffs;
    }

    /** To be told of each object that is given away. */
    CollectorBudget collecting() {
        return collecting;
    }

    /** Whoever makes the call that this thread carries out has proved who it is: its connection has a place that is kept. */
    public static void callerProven() {
        RequestSocket current = Doorman.caller();
        if (current != null) {
            current.prove();
        }
    }

    void prove(RequestSocket socket) {
        open.prove(socket);
    }

    void gone(RequestSocket socket) {
        open.gone(socket);
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() throws IOException {
        List<RequestSocket> cut;
        synchronized (this) {
            for (ServerSocket server : listening) {
                server.close();
            }
            cut = open.close();
        }
        for (Socket socket : cut) {
            socket.close();
        }
    }

    /** One address, and the others whose connections it accepts as well. */
    private final class Listener extends ServerSocket {
        private final List<Listener> others;
        private final BlockingQueue<RequestSocket> arrived = new ArrayBlockingQueue<>(ARRIVED);

        Listener(List<Listener> others) throws IOException {
            super();
            this.others = others;
        }

        /** By RMI, on a thread of its own that is never two. */
        @Override
        public Socket accept() throws IOException {
            if (others.isEmpty()) {
                return acceptOne();
            }
            while (!isClosed()) {
                try {
                    RequestSocket socket = arrived.poll(1, TimeUnit.SECONDS);
                    if (socket != null) {
                        return socket;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while waiting for a connection");
                }
            }
            throw new SocketException("closed");
        }

        /** Not when RMI first accepts: its thread may make no others under security.policy. */
        void collect() {
            if (!others.isEmpty()) {
                collect(this);
                others.forEach(this::collect);
            }
        }

        private void collect(Listener from) {
            Thread thread = new Thread(
                    ThreadFaults.restarting(
                            name + "-accept",
                            () -> {
                                while (!from.isClosed()) {
                                    pass(from);
                                }
                            },
                            () -> !from.isClosed()),
                    name + "-accept");
            thread.setDaemon(true);
            thread.start();
        }

        private void pass(Listener from) {
            try {
                arrived.put(from.acceptOne());
            } catch (IOException e) {
                if (!from.isClosed()) {
                    failures.pause(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private RequestSocket acceptOne() throws IOException {
            while (true) {
                RequestSocket socket = new RequestSocket(RequestSockets.this, limits);
                implAccept(socket);
                if (open.admit(socket)) {
                    return socket;
                }
                socket.close();
            }
        }
    }
}
