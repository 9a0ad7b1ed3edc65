package thiscord.rooms;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.UnmarshalException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.RoomService;
import thiscord.rmi.Exports;
import thiscord.rmi.RequestSockets;

/**
 * The service's name in a registry, its own or another's. Any local process may unbind it there, and a registry that is
 * restarted has forgotten it, so it is looked after. Used by one thread at a time.
 */
final class Binding {
    private static final Logger LOG = System.getLogger("thiscord.rooms");

    private final Registry registry;
    private final Address address;
    private final boolean external;
    private final String instance;
    private @Nullable Remote stub;
    private boolean away;

    private Binding(Registry registry, Address address, boolean external, String instance) {
        this.registry = registry;
        this.address = address;
        this.external = external;
        this.instance = instance;
    }

    /** @throws Failure if the registry can not listen, can not be reached, or has another room service */
    static Binding open(RoomServerSettings settings, Exports exports, RequestSockets sockets, String instance) {
        Address wanted = settings.registry();
        try {
            if (!settings.external()) {
                Registry own = exports.registry();
                return new Binding(own, Address.loopback(sockets.port()), false, instance);
            }
            Registry other = LocateRegistry.getRegistry(wanted.host(), wanted.port(), DirectorySockets.LOOPBACK);
            other.list();
            refuseSecond(wanted);
            return new Binding(other, wanted, true, instance);
        } catch (RemoteException e) {
            throw settings.external()
                    ? Failure.cannotReach("the registry", wanted, "--registry", root(e))
                    : Failure.cannotBind(wanted, "--registry-port", root(e));
        }
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || e instanceof BindException ? e : root(cause);
    }

    private static void refuseSecond(Address registry) {
        try {
            DirectoryClient.connect(registry.host(), registry.port(), DirectoryClient.PATIENT)
                    .info();
        } catch (RemoteException | NotBoundException nothingAliveThere) {
            return;
        }
        throw new Failure(
                ExitCode.CANNOT_BIND,
                "another room service is bound in the registry at " + registry + "; stop it, or choose another registry"
                        + " with --registry");
    }

    Address address() {
        return address;
    }

    /** @throws Failure if the registry does not take it */
    void bind(Remote service) {
        try {
            registry.rebind(RoomService.BOUND_AS, service);
            stub = service;
        } catch (RemoteException e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "the registry at " + address + " did not take the room service: " + root(e).getMessage()
                            + "; it needs our classes on its class path, see docs/OPERATIONS.md",
                    e);
        }
    }

    /** Binds again if the name is gone or somebody else's. */
    void watch() {
        Remote ours = stub;
        if (ours == null) {
            return;
        }
        try {
            if (!bound(ours)) {
                LOG.log(Level.WARNING, () -> "rooms: lost its name in the registry at " + address + "; binding again");
                registry.rebind(RoomService.BOUND_AS, ours);
            }
            away = false;
        } catch (RemoteException e) {
            if (!away) {
                LOG.log(Level.WARNING, () -> "rooms: no registry at " + address + ": " + root(e).getMessage());
            }
            away = true;
        }
    }

    private boolean bound(Remote ours) throws RemoteException {
        try {
            if (!external) {
                return registry.lookup(RoomService.BOUND_AS) == ours;
            }
            registry.list();
            return DirectoryClient.connect(address.host(), address.port(), DirectoryClient.PATIENT)
                    .info()
                    .instance()
                    .equals(instance);
        } catch (NotBoundException | NoSuchObjectException | UnmarshalException e) {
            return false;
        }
    }

    /** Takes the name out; a registry that is away does not matter any more. */
    void unbind() {
        if (stub == null) {
            return;
        }
        try {
            stub = null;
            registry.unbind(RoomService.BOUND_AS);
        } catch (RemoteException | NotBoundException e) {
            LOG.log(Level.DEBUG, () -> "rooms: not unbound at " + address + ": " + root(e).getMessage());
        }
    }
}
