package thiscord.rooms.attack;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.rmi.Remote;
import java.rmi.server.ObjID;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A peer that speaks JRMP by hand: any call to any object with any bytes. Used by one thread. */
final class RawJrmp implements AutoCloseable {
    static final byte[] REGISTRY = wellKnown(0);
    static final byte[] ACTIVATOR = wellKnown(1);
    static final byte[] COLLECTOR = wellKnown(2);
    static final long REGISTRY_HASH = 4905912898345647071L;
    static final long COLLECTOR_HASH = -669196253586618813L;

    /** How a call ended. */
    enum End {
        NORMAL,
        EXCEPTIONAL,
        CLOSED
    }

    /** @param bytes what was answered, as far as it had come in */
    record Answer(End end, byte[] bytes) {
        /** As text, for looking for words in it. */
        String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** Writes arguments. */
    @FunctionalInterface
    interface Body {
        void write(ObjectOutputStream out) throws IOException;
    }

    /** Marks its classes with an address to load them from, as RMI's streams do. */
    static final class Annotating extends ObjectOutputStream {
        private final String codebase;

        Annotating(OutputStream out, String codebase) throws IOException {
            super(out);
            this.codebase = codebase;
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            writeObject(codebase);
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            writeObject(codebase);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final String codebase;

    /** @param codebase with which classes are marked */
    RawJrmp(int port, String codebase) throws IOException {
        this.codebase = codebase;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4B});
        if (in.readByte() != 0x4E) {
            throw new IOException("not acknowledged");
        }
        in.readUTF();
        in.readInt();
        out.writeUTF("127.0.0.1");
        out.writeInt(0);
    }

    /** A call as bytes. */
    byte[] bytes(byte[] object, int operation, long hash, Body arguments) throws IOException {
        ByteArrayOutputStream call = new ByteArrayOutputStream();
        call.write(0x50);
        try (ObjectOutputStream body = new Annotating(call, codebase)) {
            body.write(object);
            body.writeInt(operation);
            body.writeLong(hash);
            arguments.write(body);
        }
        return call.toByteArray();
    }

    Answer call(byte[] object, int operation, long hash, Body arguments) throws IOException {
        return send(bytes(object, operation, hash, arguments));
    }

    /** Sends it and reads the first bytes of an answer. */
    Answer send(byte[] call) {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try {
            out.write(call);
            got.write(in.readByte());
            if (got.toByteArray()[0] == 0x53) {
                return new Answer(End.NORMAL, got.toByteArray());
            }
            byte[] start = in.readNBytes(7);
            got.writeBytes(start);
            byte[] rest = new byte[in.available()];
            in.readFully(rest);
            got.writeBytes(rest);
            return new Answer(start[6] == 2 ? End.EXCEPTIONAL : End.NORMAL, got.toByteArray());
        } catch (IOException closed) {
            return new Answer(End.CLOSED, got.toByteArray());
        }
    }

    /** The object id of a stub that came from a registry or from RMI itself. */
    static byte[] idOf(Remote stub) {
        InvocationHandler handler = Proxy.getInvocationHandler(stub);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            ((RemoteObjectInvocationHandler) handler).getRef().writeExternal(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // It ends with the id and one boolean.
        byte[] all = bytes.toByteArray();
        return Arrays.copyOfRange(all, all.length - 23, all.length - 1);
    }

    private static byte[] wellKnown(int number) {
        return ByteBuffer.allocate(22).putLong(number).array();
    }

    /** An id that no object has. */
    static byte[] unknown() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            new ObjID().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] all = bytes.toByteArray();
        return Arrays.copyOfRange(all, all.length - 22, all.length);
    }

    /** The number by which RMI knows a method: part of a hash of its name and types. */
    static long hashOf(Method method) {
        String signature = method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::descriptorString)
                        .collect(Collectors.joining("", "(", ")"))
                + method.getReturnType().descriptorString();
        ByteArrayOutputStream utf = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(utf)) {
            data.writeUTF(signature);
            byte[] digest = MessageDigest.getInstance("SHA").digest(utf.toByteArray());
            return Long.reverseBytes(ByteBuffer.wrap(digest).getLong());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
