package thiscord.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import thiscord.cli.Address;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KeyFiles;
import thiscord.tls.KnownServers;
import thiscord.tls.ServerTls;

/** Somebody in the middle: ends TLS with a key of its own, and goes on to the real server. */
final class Middle implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Address real;
    private final Path folder;
    private final ServerTls tls;

    Middle(Address real, Path folder) throws IOException {
        this.real = real;
        this.folder = folder;
        this.tls = ServerTls.open(KeyFiles.inFolder(folder.resolve("middle")));
        thread(this::accept);
    }

    Address address() {
        return Address.loopback(listening.getLocalPort());
    }

    Fingerprint key() {
        return tls.fingerprint();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket victim = tls.over(listening.accept(), InputStream.nullInputStream());
                open.add(victim);
                KnownServers known = KnownServers.at(folder.resolve("known-to-the-middle"));
                Socket on = new ClientTls(real, null, known, notice -> {}).over(new Socket(real.host(), real.port()));
                open.add(on);
                thread(() -> copy(victim, on));
                thread(() -> copy(on, victim));
            } catch (IOException e) {
                // Closed, or the real server has gone.
                continue;
            }
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "middle");
        thread.setDaemon(true);
        thread.start();
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // The victim has hung up, which is what it should do.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        tls.close();
        for (Socket one : open) {
            one.close();
        }
    }
}
