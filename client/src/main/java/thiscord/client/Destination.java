package thiscord.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import thiscord.cli.Address;
import thiscord.protocol.people.Invitation;
import thiscord.tls.Fingerprint;

/**
 * Where the client is to go: a hub, or by an invitation.
 *
 * @param hubs where the hub may be, in the order in which they are tried
 */
record Destination(List<Address> hubs, @Nullable Invitation invitation) {
    private static final int PORT = 12_345;
    private static final int TRY_MILLIS = 3000;

    /** Reads {@code HOST:PORT} or {@code thiscord://…}. */
    static final class Converter implements ITypeConverter<Destination> {
        @Override
        public Destination convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static Destination of(Address hub) {
        return new Destination(List.of(hub), null);
    }

    private static Destination parse(String text) {
        if (!Invitation.isMeant(text)) {
            return of(Address.parse(text, PORT));
        }
        Invitation one = Invitation.parse(text.strip());
        return new Destination(
                one.addresses().stream().map(hub -> Address.parse(hub, PORT)).toList(), one);
    }

    /** The first that takes a connection; if none does the first, which then says why. Blocks for some seconds at most. */
    Address reachable() {
        for (Address hub : hubs) {
            if (hubs.size() > 1 && answers(hub)) {
                return hub;
            }
        }
        return hubs.get(0);
    }

    private static boolean answers(Address hub) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(hub.host(), hub.port()), TRY_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The room to enter, if an invitation says so. */
    @Nullable
    String room() {
        return invitation == null ? null : invitation.room();
    }

    @Nullable
    String secret() {
        return invitation == null ? null : invitation.secret();
    }

    /** What the hub's key must be, if an invitation says so. */
    @Nullable
    Fingerprint key() {
        return invitation == null || invitation.fingerprint().isEmpty()
                ? null
                : Fingerprint.parse(invitation.fingerprint());
    }
}
