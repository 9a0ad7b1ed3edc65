package thiscord.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.tls.ClientTls;
import thiscord.tls.KeyFiles;
import thiscord.tls.ServerTls;

/** A tunnel to a gate that vanishes without a word, as after a change of network: it reads nothing and ends nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GateTunnelIT {
    private static final int SILENCE_MILLIS = 300;
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    private Path folder;

    /** Connections that were let in. */
    private final BlockingQueue<Socket> letIn = new LinkedBlockingQueue<>();

    private ServerTls tls;
    private ServerSocket gate;
    private GateTunnel tunnel;

    @BeforeEach
    void open() throws IOException {
        tls = ServerTls.open(KeyFiles.inFolder(folder));
        gate = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "fake-gate");
        thread.setDaemon(true);
        thread.start();
        Address at = Address.loopback(gate.getLocalPort());
        tunnel = GateTunnel.open(
                at,
                "out",
                "t".repeat(43),
                GateTunnel.Wants.UNKNOWN,
                ClientTls.pinned(at, tls.fingerprint()),
                SILENCE_MILLIS);
    }

    @AfterEach
    void close() throws IOException {
        tunnel.close();
        gate.close();
        tls.close();
        for (Socket one : letIn) {
            one.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket secure = tls.over(gate.accept(), InputStream.nullInputStream());
                while (secure.getInputStream().read() != '\n') {
                    continue;
                }
                secure.getOutputStream().write("ok publish= subscribe=*\n".getBytes(StandardCharsets.US_ASCII));
                letIn.add(secure);
            }
        } catch (IOException e) {
            if (!gate.isClosed()) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(tunnel.address().host(), tunnel.address().port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private void assertServesTheNext() throws Exception {
        letIn.clear();
        try (Socket next = connected()) {
            Socket there = letIn.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(there).isNotNull();
            there.getOutputStream().write('x');
            assertThat(next.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void aSilentGateIsLetGoOfAndTheNextConnectionIsServed() throws Exception {
        try (Socket ours = connected()) {
            assertThat(endOf(ours)).isTrue();
        }
        assertServesTheNext();
    }

    @Test
    void soIsOneThatTakesNothingAnyMore() throws Exception {
        try (Socket ours = connected()) {
            byte[] much = new byte[1 << 20];
            boolean cut = false;
            for (int i = 0; i < 100 && !cut; i++) {
                try {
                    ours.getOutputStream().write(much);
                } catch (SocketException e) {
                    cut = true;
                }
            }

            assertThat(cut).isTrue();
        }
        assertServesTheNext();
    }

    private static boolean endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException hungUp) {
            return true;
        }
    }
}
