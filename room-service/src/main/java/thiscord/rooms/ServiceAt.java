package thiscord.rooms;

import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.tls.ClientTls;

/**
 * Where a command finds the room service, and how it speaks with it: as a guest in plain text on loopback, and by TLS
 * whenever something secret is said.
 *
 * @param tls for guests; null for plain text
 * @param trusted for what is secret, by the key that is given or remembered
 * @param secret the administrators' file in the data folder, if the service is this user's
 */
record ServiceAt(Address registry, @Nullable ClientTls tls, ClientTls trusted, Path secret) {
    RoomService connect() throws RemoteException, NotBoundException {
        return connect(tls);
    }

    private RoomService connect(@Nullable ClientTls by) throws RemoteException, NotBoundException {
        return DirectoryClient.connect(
                registry.host(), registry.port(), by == null ? null : by::over, DirectoryClient.PATIENT);
    }

    /** A service that has been reached, and the key that it showed. */
    record Reached(RoomService service, Supplier<String> channel) {}

    /** By TLS, with a service that has yet to prove that it knows the secret. */
    Reached toProve() throws RemoteException, NotBoundException {
        ClientTls once = tls == null ? ClientTls.proven(registry) : tls.forOneLogin();
        return new Reached(
                connect(once),
                () -> Objects.requireNonNull(once.met(), "TLS was spoken").text());
    }

    /**
     * By TLS, with a service that may be told passwords: its key is given or remembered; or else it proves that it knows what
     * is in the data folder, if that can be read; or else it is met for the first time.
     */
    RoomService connectTrusted(Login login) throws RemoteException, NotBoundException, Refused {
        if (tls != null || trusted.isExpected() || !Files.isReadable(secret)) {
            return connect(trusted);
        }
        Reached reached = toProve();
        SecretProof.exchange(
                reached.service(), login, SecretProof.ADMINISTRATORS, RoomsSession.secret(secret), reached.channel());
        return reached.service();
    }
}
