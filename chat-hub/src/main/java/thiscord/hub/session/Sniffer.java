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
    private static final String ONLY_TLS = "Plain text is not spoken here; connect with TLS, as thiscord client does.";
    private static final Pattern HTTP =
            Pattern.compile("(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE|PRI) \\S");

    private Sniffer() {}

    /** True if TLS begins with that byte, and neither dialect does. */
    static boolean tls(byte first) {
        return first == TLS_HANDSHAKE;
    }

    /**
     * What to tell a peer whose first bytes are not ours; null if they are.
     *
     * @param plain true if plain text is taken from it, or these bytes came out of TLS
     */
    static @Nullable String notSpoken(byte[] bytes, int length, boolean plain) {
        if (bytes[0] == TLS_HANDSHAKE) {
            return "TLS is not offered on this port.";
        }
        if (!plain) {
            return ONLY_TLS;
        }
        String start = new String(bytes, 0, Math.min(length, 16), StandardCharsets.ISO_8859_1);
        boolean http = HTTP.matcher(start).lookingAt()
                && new String(bytes, 0, Math.min(length, 2048), StandardCharsets.ISO_8859_1).contains(" HTTP/");
        return http ? "HTTP is not spoken here; this is a ThisCord chat hub." : null;
    }
}
