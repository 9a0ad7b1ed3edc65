package thiscord.broker.gate;

import java.io.IOException;
import java.net.Socket;
import jdk.net.ExtendedSocketOptions;

/** Finds peers that went without a word. */
final class Vanished {
    private Vanished() {}

    /** A peer whose machine is gone says nothing more; TCP finds out within a minute, while nothing is on its way to it. */
    static void watchFor(Socket peer) throws IOException {
        peer.setKeepAlive(true);
        if (peer.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            peer.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
            peer.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
            peer.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        }
    }
}
