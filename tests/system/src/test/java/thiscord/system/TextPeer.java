package thiscord.system;

import java.io.IOException;
import thiscord.kit.LinePeer;

/** A person with {@code nc}. */
final class TextPeer {
    private TextPeer() {}

    /** Takes a nick and enters a room. */
    static LinePeer in(int port, String nick, String room) throws IOException {
        LinePeer peer = LinePeer.connect(port).send("/nick " + nick);
        peer.until("* you are " + nick);
        return join(peer, room);
    }

    /** Enters a room. */
    static LinePeer join(LinePeer peer, String room) throws IOException {
        peer.send("/join " + room);
        peer.until("* joined " + room);
        return peer;
    }
}
