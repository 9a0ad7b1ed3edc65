package thiscord.ctl.door;

import java.nio.ByteBuffer;

/** The frames at the door: a length of four bytes, big-endian, then as many bytes of JSON. */
public final class Frames {
    /** The file of the socket, in the data folder. */
    public static final String FILE = "ctl.sock";
    /** How many bytes a request has at most. */
    public static final int MOST_IN = 1 << 20;
    /** How many bytes an answer has at most. */
    public static final int MOST_OUT = 4 << 20;

    static final int HEAD = 4;

    private Frames() {}

    /** A whole frame, to be written. */
    public static ByteBuffer of(byte[] body) {
        return ByteBuffer.allocate(HEAD + body.length)
                .putInt(body.length)
                .put(body)
                .flip();
    }
}
