package thiscord.mailbox;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Layout;
import thiscord.mailbox.server.MailboxServer;
import thiscord.mailbox.server.MailboxSettings;

/**
 * Sends requests to a small server of its own, over a real connection, before the real one serves: so the first client does
 * not wait until classes are loaded.
 */
final class WarmUp {
    private static final MailboxSettings SMALL = MailboxSettings.of(new Layout(1, 64), 0, 64);
    private static final String REQUESTS = "w 0 1\nxr 0\nr 9\nr 0 after 0\nask x y\n";
    private static final int ROUNDS = 20;
    private static final int PATIENCE_MILLIS = 2000;

    private WarmUp() {}

    /**
     * Does it; a failure costs nothing but the time of the first client.
     *
     * @param file to be used and removed
     */
    static void run(Path file) {
        try (Blocks blocks = Blocks.create(file, SMALL.layout());
                MailboxServer server = MailboxServer.bind(SMALL);
                Socket socket = new Socket()) {
            server.serve(SMALL, blocks, asked -> "ok");
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(
                    new InetSocketAddress(Address.LOOPBACK, server.address().port()), PATIENCE_MILLIS);
            socket.getOutputStream().write((REQUESTS.repeat(ROUNDS) + "q\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException | Failure e) {
            System.getLogger("thiscord.mailbox").log(Level.DEBUG, "mailbox: could not warm up", e);
        } finally {
            remove(file);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger("thiscord.mailbox").log(Level.DEBUG, "mailbox: could not remove " + file, e);
        }
    }
}
