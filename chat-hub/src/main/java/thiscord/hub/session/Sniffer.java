package thiscord.hub.session;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises peers that are lost. A browser that was tricked into posting to the hub's port must not have the body of
 * its request carried out, so a request line of HTTP ends the connection.
 */
final class Sniffer {
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final Pattern HTTP =
            Pattern.compile("(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) \\S");

    private Sniffer() {}

    /** What to tell a peer whose first bytes are not ours; null if they are. */
    static @Nullable String notSpoken(byte[] bytes, int length) {
        if (bytes[0] == TLS_HANDSHAKE) {
            return "TLS is not offered on this port.";
        }
        String start = new String(bytes, 0, Math.min(length, 16), StandardCharsets.ISO_8859_1);
        boolean http = HTTP.matcher(start).lookingAt()
                && new String(bytes, 0, Math.min(length, 2048), StandardCharsets.ISO_8859_1).contains(" HTTP/");
        return http ? "HTTP is not spoken here; this is a ThisCord chat hub." : null;
    }
}
