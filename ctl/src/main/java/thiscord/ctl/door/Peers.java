package thiscord.ctl.door;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** Who may come in: the user who runs the server, and root. Thread-safe. */
final class Peers {
    private final UserPrincipal own;

    private Peers(UserPrincipal own) {
        this.own = own;
    }

    /** @param socket a file that this process has made */
    static Peers ownersOf(Path socket) throws IOException {
        return new Peers(Files.getOwner(socket));
    }

    /** By what the system says of the peer; where it says nothing, the permissions of the file stand alone. */
    boolean mayEnter(SocketChannel peer) throws IOException {
        return !peer.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                || mayEnter(peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
    }

    boolean mayEnter(UserPrincipal user) {
        return user.equals(own)
                || user.getName().equals("root")
                || user.getName().equals("0");
    }
}
