package thiscord.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.json.JsonDialect;
import thiscord.tls.ServerTls;

/**
 * A hub that does what a test says, over a real socket on loopback. A test takes the {@link Peer} of each connection in
 * turn, expects commands of it and tells it events. Every wait ends after 20 s with an error.
 */
final class ScriptedHub implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final JsonDialect JSON = new JsonDialect();

    private final ServerSocket server;
    private final @Nullable ServerTls tls;
    private final Thread accepting;
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

    ScriptedHub() throws IOException {
        this(0);
    }

    ScriptedHub(int port) throws IOException {
        this(port, null);
    }

    /** @param tls null for plain text */
    ScriptedHub(int port, @Nullable ServerTls tls) throws IOException {
        this.tls = tls;
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(Address.LOOPBACK), port));
        accepting = new Thread(this::accept, "scripted-hub");
        accepting.setDaemon(true);
        accepting.start();
    }

    Address address() {
        return Address.loopback(server.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = server.accept();
                peers.add(new Peer(tls == null ? accepted : tls.over(accepted, InputStream.nullInputStream())));
            }
        } catch (IOException closed) {
            peers.clear();
        }
    }

    /** The next connection. */
    Peer peer() throws InterruptedException {
        Peer peer = peers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("nobody connected");
        }
        return peer;
    }

    /** The next connection, welcomed. */
    Peer welcomed() throws Exception {
        Peer peer = peer();
        Command.Hello hello = peer.expect(Command.Hello.class);
        peer.tell(new Event.Welcome(hello.nick(), "scripted", Limits.DEFAULT, hello.id()));
        peer.nick = hello.nick();
        return peer;
    }

    /** Takes no more; when it is back, the port is free. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection, as the hub sees it. */
    static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        String nick = "";

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_SECONDS * 1000);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        /** The next command; an error if it is of another kind. */
        <C extends Command> C expect(Class<C> kind) throws IOException {
            Command command = next();
            if (!kind.isInstance(command)) {
                throw new AssertionError("expected " + kind.getSimpleName() + ", got " + command);
            }
            return kind.cast(command);
        }

        private Command next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new AssertionError("the client hung up after '" + line + "'");
                }
                line.write(b);
            }
            return JSON.decode(line.toByteArray(), 0, line.size());
        }

        void tell(Event event) throws IOException {
            out.write(JSON.encode(event));
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Answers the join that comes next. */
        Command.Join admit(String epoch, long seq) throws IOException {
            Command.Join join = expect(Command.Join.class);
            tell(new Event.Joined(join.room(), epoch, seq, List.of(nick), 1, "", Keeps.NOTHING, join.id()));
            return join;
        }

        /** Echoes the say that comes next. */
        Command.Say echo(long seq) throws IOException {
            Command.Say say = expect(Command.Say.class);
            String room = String.valueOf(say.room());
            tell(new Event.Message(room, seq, nick, say.action(), say.text(), 0, say.id(), false));
            return say;
        }

        void message(String room, long seq, String from, String text) throws IOException {
            tell(new Event.Message(room, seq, from, false, text, 0, null, false));
        }

        void replay(String room, long seq, String from, String text) throws IOException {
            tell(new Event.Message(room, seq, from, false, text, 0, null, true));
        }

        /** Reads until the client hangs up. */
        void awaitHangUp() {
            try {
                while (in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Cuts the connection. */
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
