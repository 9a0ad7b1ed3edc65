package thiscord.rooms;

import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.RoomService;
import thiscord.tls.ClientTls;

/**
 * Where a command finds the room service, and how it speaks with it.
 *
 * @param tls null for plain text
 */
record ServiceAt(Address registry, @Nullable ClientTls tls) {
    RoomService connect() throws RemoteException, NotBoundException {
        return DirectoryClient.connect(
                registry.host(), registry.port(), tls == null ? null : tls::over, DirectoryClient.PATIENT);
    }
}
