package thiscord.rmi;

import java.io.ObjectInputFilter;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.IdentityHashMap;
import java.util.Map;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.DirectorySockets;

/**
 * The only place where objects are exported: always on the server's own port and sockets, always behind the complete
 * allow-list and {@link Arguments}. Holds what it exports, because RMI itself holds it weakly. Thread-safe.
 */
public final class Exports implements AutoCloseable {
    private final int port;
    private final RequestSockets sockets;
    private final ObjectInputFilter filter;
    private final Map<Remote, Remote> held = new IdentityHashMap<>();
    private boolean closed;

    /**
     * @param port 0 for any free one
     * @param allowed complete: what the arguments of all that is exported here are made of
     */
    public Exports(int port, RequestSockets sockets, AllowList allowed) {
        this.port = port;
        this.sockets = sockets;
        this.filter = info -> {
            ObjectInputFilter.Status status = allowed.checkInput(info);
            if (status == ObjectInputFilter.Status.REJECTED) {
                sockets.rebuffs().count(Rebuff.FILTERED);
            }
            return status;
        };
    }

    /** A registry on the same port. It has the JDK's own allow-list, and takes no bindings from outside the process. */
    public synchronized Registry registry() throws RemoteException {
        Registry registry = LocateRegistry.createRegistry(port, DirectorySockets.LOOPBACK, sockets);
        held.put(registry, registry);
        return registry;
    }

    /** The stub to give away. */
    public synchronized <T extends Remote> T export(Class<T> as, T object) throws RemoteException {
        if (closed) {
            throw new NoSuchObjectException("the server is stopping");
        }
        T checked = Arguments.checked(as, object, sockets.rebuffs());
        held.put(object, checked);
        sockets.collecting().given();
        return as.cast(UnicastRemoteObject.exportObject(checked, port, DirectorySockets.LOOPBACK, sockets, filter));
    }

    /** Ends it at once, calls under way included; once is enough, more do no harm. */
    public synchronized void unexport(Remote object) {
        Remote checked = held.remove(object);
        if (checked != null) {
            try {
                UnicastRemoteObject.unexportObject(checked, true);
            } catch (NoSuchObjectException e) {
                throw new IllegalStateException("held but not exported", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Remote object : held.keySet().toArray(new Remote[0])) {
            unexport(object);
        }
    }
}
