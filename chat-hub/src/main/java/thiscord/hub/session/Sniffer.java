package thiscord.hub.session;

import org.jspecify.annotations.Nullable;

/** Recognises by the first byte peers that speak something else; HTTP is recognised by {@link thiscord.protocol.FirstLine}. */
final class Sniffer {
    private static final byte TLS_HANDSHAKE = 0x16;
    private static final String ONLY_TLS = "Plain text is not spoken here; connect with TLS, as thiscord client does.";

    private Sniffer() {}

    /** True if TLS begins with that byte, and neither dialect does. */
    static boolean tls(byte first) {
        return first == TLS_HANDSHAKE;
    }

    /**
     * What to tell a peer whose first byte is not ours; null if it is.
     *
     * @param plain true if plain text is taken from it, or it came out of TLS
     */
    static @Nullable String notSpoken(byte first, boolean plain) {
        if (first == TLS_HANDSHAKE) {
            return "TLS is not offered on this port.";
        }
        return plain ? null : ONLY_TLS;
    }
}
