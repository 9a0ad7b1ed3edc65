package thiscord.publisher;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.link.BrokerLink.State;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Proof;
import thiscord.protocol.event.Replay;
import zmq.Msg;

/**
 * One DEALER socket at the broker's replay door, to publish there. The socket belongs to the thread that made the link; the
 * state is told from the I/O thread by the listener, which must not block.
 */
final class ConfirmLink implements BrokerLink.Listener {
    /**
     * What the broker answers.
     *
     * @param id of the message that it answers
     * @param journal names the broker's numbering
     * @param upto up to that number all events are done with
     * @param refused which of them it did not take, and why
     * @param refusal why it did not even read the message; null if it did
     */
    record Answer(
            long id,
            String journal,
            long upto,
            Map<Long, String> refused,
            @Nullable String refusal) {}

    private static final BrokerLink.Purpose PURPOSE =
            new BrokerLink.Purpose("publisher", SocketType.DEALER, "ROUTER", 256 << 10);
    private static final int SEND_BUFFER_BYTES = 256 << 10;
    private static final int HEAD_FRAMES = 5;
    private static final int REFUSED_FRAMES = 3;
    private static final int CHALLENGE_FRAMES = 4;
    private static final int MOST_WAITING = 16;
    /** Of messages whose answers may come; those of older ones come no more, or are passed over. */
    private static final int MOST_PROOFS = 64;

    /** Whether publisher and broker have proved to each other that they know the secret. */
    enum Standing {
        /** That is being asked, or is to be. */
        UNKNOWN,
        /** They have; each event is proved. */
        PROVEN,
        /** The broker cannot, or nobody asked: events are published without proof. */
        UNPROVEN
    }

    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Null to publish without proof. */
    private final @Nullable String secret;

    private Standing standing;
    /** Why the broker is not proven; null before that is known. */
    private @Nullable String unproven;
    /** Ours and the broker's, of this connection. */
    private byte[] nonce = {};

    private byte[] brokerNonce = {};
    private long askedAt;
    private long challenge = -1;
    private final Map<Long, byte[]> proofs = new HashMap<>();

    private final Consumer<State> listener;
    private final Runnable otherDoor;
    private final BrokerLink link;
    private final ZMQ.Socket socket;
    /** Counts connections. Written by the I/O thread alone. */
    private volatile long greeting;

    /**
     * @param secret to prove to be known; null to publish without
     * @param otherDoor runs when it is another door which answers
     */
    ConfirmLink(Address door, @Nullable String secret, Consumer<State> listener, Runnable otherDoor) {
        this.secret = secret;
        this.standing = secret == null ? Standing.UNPROVEN : Standing.UNKNOWN;
        this.listener = listener;
        this.otherDoor = otherDoor;
        link = new BrokerLink(door, PURPOSE, this);
        socket = link.socket();
        socket.setSndHWM(MOST_WAITING);
        socket.setSendBufferSize(SEND_BUFFER_BYTES);
        link.connect();
    }

    @Override
    public void became(State now) {
        if (now == State.GREETED) {
            greeting++;
        }
        listener.accept(now);
    }

    @Override
    public void answered(long number) {
        // Answers come as messages here.
    }

    @Override
    public void otherDoor(String type) {
        otherDoor.run();
    }

    /** Which connection this is. */
    long greeting() {
        return greeting;
    }

    /** See {@link BrokerLink#adaptPatience}. */
    void adaptPatience() {
        link.adaptPatience();
    }

    /** How it stands with proofs. */
    Standing standing() {
        return standing;
    }

    /** Why the broker does not prove that it knows the secret; null if nobody asked. */
    @Nullable
    String unproven() {
        return unproven;
    }

    /** The proof is to be asked for, as the connection is a new one. */
    void askAtOnce() {
        askAgain();
        askedAt = 0;
    }

    /** The proof is to be asked for again, in two seconds. */
    void askAgain() {
        standing = secret == null ? Standing.UNPROVEN : Standing.UNKNOWN;
        unproven = null;
        proofs.clear();
        askedAt = System.nanoTime();
        challenge = -1;
    }

    /** Asks the broker for its proof, if need be again, and waits a moment for it. */
    void settle(long id, int millis) {
        if (askedAt == 0 || System.nanoTime() - askedAt > ASK_AGAIN_NANOS) {
            askedAt = System.nanoTime();
            challenge = id;
            nonce = Proof.nonce();
            if (socket.send(bytes(Proof.CHALLENGE), ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
                more(Replay.number(id));
                socket.sendMsg(new Msg(nonce), 0);
            }
        }
        answer(millis);
    }

    private void proved(List<byte[]> frames) {
        byte[] theirs = frames.get(2);
        byte[] right = Proof.of(String.valueOf(secret), Proof.Purpose.BROKER, List.of(nonce, theirs));
        if (Proof.isRight(right, frames.get(3))) {
            standing = Standing.PROVEN;
            brokerNonce = theirs;
        } else {
            refused("its proof is of another secret");
        }
    }

    private void refused(String why) {
        standing = Standing.UNPROVEN;
        unproven = why;
    }

    /** Hands events over, from {@code oldest} on if there are none, only to have an answer; false if there is no room now. */
    boolean send(long id, byte[] publisher, long oldest, boolean always, List<Window.Numbered> events) {
        boolean proves = standing == Standing.PROVEN;
        if (!socket.send(bytes(proves ? Proof.PROVEN : Confirm.PUBLISH), ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
            return false;
        }
        List<byte[]> frames = new ArrayList<>(5 + 2 * events.size());
        frames.add(publisher);
        frames.add(Replay.number(oldest));
        frames.add(Replay.number(events.isEmpty() ? oldest : events.get(0).number()));
        frames.add(bytes(always ? Confirm.ALWAYS : Confirm.FOLLOWED));
        for (Window.Numbered one : events) {
            frames.add(one.topic());
            frames.add(one.payload());
        }
        more(Replay.number(id));
        if (proves) {
            byte[] proof = proof(Proof.Purpose.PUBLISH, brokerNonce, Replay.number(id), frames);
            if (proofs.size() >= MOST_PROOFS) {
                proofs.clear();
            }
            proofs.put(id, proof);
            more(proof);
        }
        for (int i = 0; i < frames.size(); i++) {
            socket.sendMsg(new Msg(frames.get(i)), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
        return true;
    }

    private byte[] proof(Proof.Purpose purpose, byte[] first, byte[] second, List<byte[]> rest) {
        List<byte[]> parts = new ArrayList<>(rest.size() + 2);
        parts.add(first);
        parts.add(second);
        parts.addAll(rest);
        return Proof.of(String.valueOf(secret), purpose, parts);
    }

    /** True if the broker proved that this answer is its own; it need not if it knows no secret. */
    private boolean isProven(List<byte[]> frames) {
        if (standing != Standing.PROVEN) {
            return true;
        }
        int last = frames.size() - 1;
        byte[] asked = proofs.remove(Replay.number(frames.get(1)));
        return asked != null
                && Proof.isRight(
                        proof(Proof.Purpose.CONFIRM, asked, frames.get(0), frames.subList(1, last)), frames.get(last));
    }

    private void more(byte[] frame) {
        socket.sendMsg(new Msg(frame), ZMQ.SNDMORE);
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** The next answer; null if none came within that time, or what came is none. */
    @Nullable
    Answer answer(int millis) {
        socket.setReceiveTimeOut(millis);
        Msg frame = socket.recvMsg(0);
        List<byte[]> frames = new ArrayList<>();
        while (frame != null) {
            frames.add(frame.data());
            frame = frame.hasMore() ? socket.recvMsg(0) : null;
        }
        if (standing == Standing.UNKNOWN) {
            boolean asked = frames.size() > 1 && Replay.number(frames.get(1)) == challenge;
            if (asked
                    && frames.size() == CHALLENGE_FRAMES
                    && text(frames.get(0)).equals(Proof.CHALLENGE)) {
                proved(frames);
            } else if (asked && frames.size() == REFUSED_FRAMES) {
                refused(text(frames.get(2)));
            }
            return null;
        }
        if (frames.size() == REFUSED_FRAMES && text(frames.get(0)).equals(Replay.REFUSED)) {
            return new Answer(Replay.number(frames.get(1)), "", -1, Map.of(), text(frames.get(2)));
        }
        if (frames.size() < HEAD_FRAMES || !text(frames.get(0)).equals(Confirm.CONFIRMED) || !isProven(frames)) {
            return null;
        }
        Map<Long, String> refused = new TreeMap<>();
        for (int i = HEAD_FRAMES; i + 1 < frames.size(); i += 2) {
            refused.put(Replay.number(frames.get(i)), text(frames.get(i + 1)));
        }
        return new Answer(
                Replay.number(frames.get(1)), text(frames.get(2)), Replay.number(frames.get(4)), refused, null);
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    void close() {
        link.close();
    }
}
