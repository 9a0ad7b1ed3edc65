package thiscord.broker.gate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import thiscord.protocol.event.Confirm;

/**
 * Passes on what a peer says in ZMTP 3 to one door, as long as its grants allow that. A frame that decides is held back
 * until it is whole; payloads pass through. What is not allowed, not ZMTP 3 or over a limit throws, and the broker never
 * sees it: a message that lacks a frame is none. Who publishes with confirmation goes by a name of its token's. For one thread. The protocol is RFC 23 of ZeroMQ.
 */
final class Warden {
    /** Where a peer wants to go. */
    enum Door {
        /** Events come in, {@code [topic, payload]}. */
        IN,
        /** Events go out; the peer sends subscriptions. */
        OUT,
        /** Questions and confirmed events. */
        REPLAY
    }

    private static final int GREETING_BYTES = 64;
    private static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;
    private static final int MOST_HELD = 1024;
    private static final int MOST_COMMAND = 64 << 10;
    private static final String NOT_ZMTP = "not ZeroMQ's protocol, version 3";

    private final Door door;
    private final Tokens.Token token;
    private final Grants grants;
    private final int mostFrameBytes;
    private final OutputStream to;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    /** How much of the greeting has come. */
    private int greeting;
    /** Bytes of the frame that are still to come. */
    private long left;

    private boolean inFrame;
    private boolean command;
    private boolean passing;
    private boolean more;
    /** The number of the frame in its message. */
    private int index;

    private int header;
    private String word = "";
    private boolean delimited;

    private long heartbeatAt;
    private volatile long heartbeatNanos;

    /** @param mostFrameBytes the longest frame that the door takes */
    Warden(Door door, Tokens.Token token, int mostFrameBytes, OutputStream to) {
        this.door = door;
        this.token = token;
        this.grants = token.grants();
        this.mostFrameBytes = mostFrameBytes;
        this.to = to;
    }

    /** The time between the last two heartbeats that the peer sent; 0 before the second. From any thread. */
    long heartbeatNanos() {
        return heartbeatNanos;
    }

    /** Takes bytes as they come. */
    void take(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (inFrame && passing) {
                int some = (int) Math.min(left, end - at);
                to.write(bytes, at, some);
                at += some;
                left -= some;
                frameMayEnd();
            } else {
                held.write(bytes[at]);
                at++;
                one();
            }
        }
        to.flush();
    }

    private void one() throws IOException {
        if (greeting < GREETING_BYTES) {
            greeting(held.toByteArray()[0] & 0xFF);
            release();
        } else if (inFrame) {
            left--;
            if (left == 0) {
                byte[] body = held.toByteArray();
                judge(Arrays.copyOfRange(body, header, body.length));
                release();
                frameMayEnd();
            }
        } else {
            begins();
        }
    }

    /** Both sides wait for each other's in pieces, so it is passed on byte by byte. */
    private void greeting(int one) throws IOException {
        boolean fits = switch (greeting) {
            case 0 -> one == 0xFF;
            case 9 -> one == 0x7F;
            case 10 -> one == 3;
            default -> true;
        };
        if (!fits) {
            throw new IOException(NOT_ZMTP);
        }
        greeting++;
    }

    private void begins() throws IOException {
        byte[] so = held.toByteArray();
        int flags = so[0];
        boolean big = (flags & LONG) != 0;
        if ((flags & ~(MORE | LONG | COMMAND)) != 0) {
            throw new IOException(NOT_ZMTP);
        }
        if (so.length < (big ? 9 : 2)) {
            return;
        }
        left = big ? ByteBuffer.wrap(so, 1, 8).getLong() : so[1] & 0xFF;
        command = (flags & COMMAND) != 0;
        if (left < 0 || left > (command ? MOST_COMMAND : mostFrameBytes)) {
            throw new IOException("a frame of " + left + " bytes");
        }
        header = so.length;
        more = !command && (flags & MORE) != 0;
        inFrame = true;
        passing = !command && !decides();
        if (!passing && !command && left > MOST_HELD) {
            throw new IOException("a topic of " + left + " bytes");
        }
        if (passing) {
            release();
            frameMayEnd();
        } else if (left == 0) {
            judge(new byte[0]);
            release();
            frameMayEnd();
        }
    }

    /** True for the frames that say what it is about. */
    private boolean decides() {
        return switch (door) {
            case IN -> index == 0;
            case OUT -> true;
            case REPLAY ->
                index == 0
                        || switch (word) {
                            case "PUBLISH" -> index == 2 || index >= 6 && index % 2 == 0;
                            case "HEADS" -> index >= 3;
                            default -> index == 2;
                        };
        };
    }

    private void judge(byte[] body) throws IOException {
        if (command) {
            checkCommand(body);
            return;
        }
        switch (door) {
            case IN -> check(more && grants.mayPublish(body), "to publish " + text(body));
            case OUT -> subscription(body);
            case REPLAY -> question(body);
        }
    }

    private void checkCommand(byte[] body) throws IOException {
        int length = body.length == 0 ? 0 : body[0] & 0xFF;
        String name = body.length <= length ? "" : new String(body, 1, length, StandardCharsets.US_ASCII);
        if (!name.equals("READY") && !name.equals("PING") && !name.equals("PONG") && !name.equals("ERROR")) {
            throw new IOException("a command " + text(body));
        }
        if (name.equals("PING")) {
            long now = System.nanoTime() | 1;
            heartbeatNanos = heartbeatAt == 0 ? 0 : Math.max(1, now - heartbeatAt);
            heartbeatAt = now;
        }
    }

    private void subscription(byte[] body) throws IOException {
        boolean off = body.length > 0 && body[0] == 0;
        if (off) {
            return;
        }
        check(body.length > 0 && body[0] == 1, "to send anything but subscriptions");
        String what = new String(body, 1, body.length - 1, StandardCharsets.ISO_8859_1);
        boolean asksWho = what.startsWith("##who/");
        int skip = what.startsWith("#") ? 2 : 1;
        byte[] prefix = Arrays.copyOfRange(body, skip, body.length);
        check(asksWho || grants.mayFollow(prefix), "to follow " + text(prefix));
    }

    private void question(byte[] body) throws IOException {
        if (index == 0 && body.length == 0 && more && !delimited) {
            // In front of what a REQ socket asks; the question follows.
            delimited = true;
            index = -1;
            return;
        }
        if (index == 0) {
            delimited = false;
            word = new String(body, StandardCharsets.ISO_8859_1);
            boolean known =
                    word.equals("PUBLISH") || word.equals("HEADS") || word.equals("READ") || word.equals("STATUS");
            check(known && more, "to ask " + text(body));
            return;
        }
        switch (word) {
            case "PUBLISH" -> {
                if (index == 2) {
                    rename(body);
                } else {
                    check(grants.mayPublish(body), "to publish " + text(body));
                }
            }
            case "HEADS" ->
                check(index > 3 ? grants.mayFollow(body) : more || grants.mayFollowAll(), "to ask for " + text(body));
            case "STATUS" -> check(grants.mayFollowAll(), "to ask for the status");
            default -> check(grants.mayFollow(body), "to read " + text(body));
        }
    }

    /** Whoever publishes through the gate cannot take a name that somebody else has; what is no name is left to the door. */
    private void rename(byte[] publisher) {
        if (Confirm.isPublisher(publisher)) {
            byte[] name = token.publisher(publisher);
            held.reset();
            held.write(more ? MORE : 0);
            held.write(name.length);
            held.writeBytes(name);
        }
    }

    private static void check(boolean allowed, String what) throws IOException {
        if (!allowed) {
            throw new NotGranted(what);
        }
    }

    /** A peer wants what its token does not allow. */
    static final class NotGranted extends IOException {
        private static final long serialVersionUID = 1;

        NotGranted(String what) {
            super("no right " + what);
        }
    }

    /** For a log: what cannot be printed is left out, and it is short. */
    private static String text(byte[] bytes) {
        String all = new String(bytes, 0, Math.min(bytes.length, 80), StandardCharsets.UTF_8);
        return "'" + all.replaceAll("[\\p{Cntrl}\\uFFFD]", "?") + "'";
    }

    private void release() throws IOException {
        held.writeTo(to);
        held.reset();
    }

    private void frameMayEnd() throws IOException {
        if (left > 0) {
            return;
        }
        // Commands may come between the frames of a message.
        if (!command) {
            index = more ? index + 1 : 0;
        }
        inFrame = false;
    }
}
