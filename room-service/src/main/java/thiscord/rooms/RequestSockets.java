package thiscord.rooms;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIServerSocketFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import thiscord.cli.Address;

/**
 * The listening side of one room service: loopback only, a bounded number of sockets, each with limits on the bytes and the
 * time of a request. At the limit of sockets the one that has been idle longest makes room, so that idle ones keep nobody
 * out. Equal only to itself: one per service, and all that the service exports shares its port. Thread-safe.
 */
final class RequestSockets implements RMIServerSocketFactory, AutoCloseable {
    private final RoomLimits limits;
    private final Set<RequestSocket> open = new HashSet<>();
    private final List<ServerSocket> listening = new ArrayList<>();
    private final Rebuffs rebuffs;
    private final CollectorBudget collecting = new CollectorBudget();
    private boolean closed;

    RequestSockets(RoomLimits limits, Rebuffs rebuffs) {
        this.limits = limits;
        this.rebuffs = rebuffs;
    }

    @Override
    public synchronized ServerSocket createServerSocket(int port) throws IOException {
        ServerSocket server = new Listener();
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(Address.LOOPBACK), port), 512);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        listening.add(server);
        return server;
    }

    /** The port that was bound first. */
    synchronized int port() {
        return listening.get(0).getLocalPort();
    }

    /** How many are open. */
    synchronized int open() {
        return open.size();
    }

    Rebuffs rebuffs() {
        return rebuffs;
    }

    /** To be told of each object that is given away. */
    CollectorBudget collecting() {
        return collecting;
    }

    /** Takes a new socket in, or closes it. */
    private synchronized boolean admit(RequestSocket socket) throws IOException {
        if (closed) {
            return false;
        }
        if (open.size() >= limits.connections()) {
            RequestSocket idlest = open.stream()
                    .filter(one -> one.idleNanos() >= 0)
                    .max(Comparator.comparingLong(RequestSocket::idleNanos))
                    .orElse(null);
            if (idlest == null) {
                rebuffs.count(Rebuff.FULL);
                return false;
            }
            rebuffs.count(Rebuff.IDLE);
            open.remove(idlest);
            idlest.close();
        }
        return open.add(socket);
    }

    synchronized void gone(RequestSocket socket) {
        open.remove(socket);
    }

    /** Stops listening and cuts all connections. */
    @Override
    public void close() throws IOException {
        List<Socket> cut;
        synchronized (this) {
            closed = true;
            for (ServerSocket server : listening) {
                server.close();
            }
            cut = List.copyOf(open);
        }
        for (Socket socket : cut) {
            socket.close();
        }
    }

    private final class Listener extends ServerSocket {
        Listener() throws IOException {
            super();
        }

        @Override
        public Socket accept() throws IOException {
            while (true) {
                RequestSocket socket = new RequestSocket(RequestSockets.this, limits);
                implAccept(socket);
                if (admit(socket)) {
                    return socket;
                }
                socket.close();
            }
        }
    }
}
