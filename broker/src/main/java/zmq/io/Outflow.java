package zmq.io;

import java.lang.reflect.Field;
import zmq.pipe.Pipe;

/**
 * Writes what a pipe holds to the connection behind it, as far as its socket takes it, where JeroMQ writes 8 KiB, looks at all
 * other connections, and writes the next 8. On the I/O thread, which has nothing else to do just then.
 */
public final class Outflow {
    /** So that a connection that takes all, and a queue that never ends, keep nobody waiting: 2 MiB. */
    private static final int MOST_WRITES = 256;

    private static final Field PEER = field(Pipe.class, "peer");
    private static final Field SINK = field(Pipe.class, "sink");
    private static final Field ENGINE = field(SessionBase.class, "engine");
    private static final Field LEFT = field(StreamEngine.class, "outsize");
    private static final Field STOPPED = field(StreamEngine.class, "outputStopped");
    private static final Field HANDSHAKING = field(StreamEngine.class, "handshaking");
    private static final Field WRITTEN = field(Pipe.class, "msgsWritten");
    private static final Field READ = field(Pipe.class, "msgsRead");

    private Outflow() {}

    private static Field field(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this is not the JeroMQ that output was hurried for", e);
        }
    }

    /** How many messages were ever written to a pipe. */
    public static long written(Pipe pipe) {
        try {
            return WRITTEN.getLong(pipe);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * How many of them its connection has taken from it; exact on the I/O thread, elsewhere perhaps less than that.
     *
     * @param pipe the socket's end of it
     */
    public static long taken(Pipe pipe) {
        try {
            Object peer = PEER.get(pipe);
            return peer == null ? written(pipe) : READ.getLong(peer);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param pipe the socket's end of it */
    public static void hurry(Pipe pipe) {
        try {
            Object peer = PEER.get(pipe);
            if (peer == null
                    || !(SINK.get(peer) instanceof SessionBase session)
                    || !(ENGINE.get(session) instanceof StreamEngine engine)
                    || HANDSHAKING.getBoolean(engine)) {
                return;
            }
            for (int i = 0; i < MOST_WRITES && !STOPPED.getBoolean(engine) && LEFT.getInt(engine) == 0; i++) {
                engine.outEvent();
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
