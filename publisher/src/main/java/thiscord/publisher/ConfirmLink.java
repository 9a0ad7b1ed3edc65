package thiscord.publisher;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.link.BrokerLink.State;
import thiscord.protocol.event.Confirm;
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
    private static final int MOST_WAITING = 16;

    private final Consumer<State> listener;
    private final Runnable otherDoor;
    private final BrokerLink link;
    private final ZMQ.Socket socket;
    /** Counts connections. Written by the I/O thread alone. */
    private volatile long greeting;

    /** @param otherDoor runs when it is another door which answers */
    ConfirmLink(Address door, Consumer<State> listener, Runnable otherDoor) {
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

    /** Hands events over, from {@code oldest} on if there are none, only to have an answer; false if there is no room now. */
    boolean send(long id, byte[] publisher, long oldest, boolean always, List<Window.Numbered> events) {
        if (!socket.send(bytes(Confirm.PUBLISH), ZMQ.SNDMORE | ZMQ.DONTWAIT)) {
            return false;
        }
        more(Replay.number(id));
        more(publisher);
        more(Replay.number(oldest));
        more(Replay.number(events.isEmpty() ? oldest : events.get(0).number()));
        socket.send(bytes(always ? Confirm.ALWAYS : Confirm.FOLLOWED), events.isEmpty() ? 0 : ZMQ.SNDMORE);
        for (int i = 0; i < events.size(); i++) {
            Window.Numbered one = events.get(i);
            more(one.topic());
            socket.sendMsg(new Msg(one.payload()), i + 1 < events.size() ? ZMQ.SNDMORE : 0);
        }
        return true;
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
        if (frames.size() == REFUSED_FRAMES && text(frames.get(0)).equals(Replay.REFUSED)) {
            return new Answer(Replay.number(frames.get(1)), "", -1, Map.of(), text(frames.get(2)));
        }
        if (frames.size() < HEAD_FRAMES || !text(frames.get(0)).equals(Confirm.CONFIRMED)) {
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
