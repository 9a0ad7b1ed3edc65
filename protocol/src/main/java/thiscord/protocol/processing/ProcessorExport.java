package thiscord.protocol.processing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.RmiProperties;

/**
 * Exports a processor of your own, so that hubs and pipelines on this machine can call it. A stub that plain RMI makes is
 * refused by them, since it names the host and port that would be connected to. Thread-safe.
 */
public final class ProcessorExport {
    /** All that is exported or bound, which RMI itself holds weakly. */
    private static final Map<MessageProcessor, Registry> HELD = new ConcurrentHashMap<>();

    private ProcessorExport() {}

    /**
     * Serves until the process ends: makes a registry at that port of 127.0.0.1 and binds the processor in it, on the same
     * port. The JVM then takes from peers only what a message is made of.
     *
     * @param name as {@link RemoteProcessor#checkedName} takes it
     * @param port 0 takes any free one
     * @param processor thread-safe
     * @return the port
     * @throws RemoteException if the port is taken
     */
    public static int serve(String name, int port, MessageProcessor processor) throws RemoteException {
        String path = MessageProcessor.BOUND_UNDER + RemoteProcessor.checkedName(name);
        AtomicInteger bound = new AtomicInteger();
        RmiProperties.forServices();
        AllowList.guardJvm();
        RMIServerSocketFactory loopback = new Loopback(bound);
        Registry registry = LocateRegistry.createRegistry(port, DirectorySockets.LOOPBACK, loopback);
        registry.rebind(
                path,
                UnicastRemoteObject.exportObject(
                        processor, port, DirectorySockets.LOOPBACK, loopback, AllowList.forRequest(Unprocessed.class)));
        HELD.put(processor, registry);
        return bound.get();
    }

    /** Registry and object share a port if their factories are equal, as they are here by the same counter. */
    private record Loopback(AtomicInteger bound) implements RMIServerSocketFactory {
        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            ServerSocket socket = new ServerSocket(port, 0, InetAddress.getByName("127.0.0.1"));
            bound.set(socket.getLocalPort());
            return socket;
        }
    }
}
