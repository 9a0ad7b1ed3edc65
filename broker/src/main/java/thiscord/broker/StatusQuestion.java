package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.event.Replay;

/** One question to a broker's replay door, from another process. */
final class StatusQuestion {
    private static final int MOST_ANSWER_BYTES = 1 << 20;
    /** JeroMQ sometimes loses sight of a connection that it has just made; the end of this time makes it try again. */
    private static final int HANDSHAKE_MILLIS = 500;

    private StatusQuestion() {}

    /**
     * Asks; blocks until the answer is there.
     *
     * @throws Failure if none came in time, or the broker refused
     */
    static byte[] ask(Address door, String prefix, String after, Duration timeout) {
        ZMQ.Context context = ZMQ.context(1);
        ZMQ.Socket socket = context.socket(SocketType.DEALER);
        try {
            socket.setLinger(0);
            socket.setMaxMsgSize(MOST_ANSWER_BYTES);
            socket.setMsgAllocator(size -> new zmq.Msg(size < 0 || size > MOST_ANSWER_BYTES ? 0 : size));
            socket.setHandshakeIvl(HANDSHAKE_MILLIS);
            socket.setIPv6(door.host().indexOf(':') >= 0);
            socket.setReceiveTimeOut((int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
            socket.connect("tcp://" + door);
            socket.send(Replay.STATUS, ZMQ.SNDMORE);
            socket.send("1", ZMQ.SNDMORE);
            socket.send(prefix.getBytes(StandardCharsets.UTF_8), ZMQ.SNDMORE);
            socket.send(after.getBytes(StandardCharsets.UTF_8), 0);
            List<byte[]> answer = new ArrayList<>();
            byte[] frame = socket.recv();
            while (frame != null) {
                answer.add(frame);
                frame = socket.hasReceiveMore() ? socket.recv() : null;
            }
            if (answer.isEmpty()) {
                throw Failure.cannotReach("the broker", door, "--replay", null);
            }
            String verb = new String(answer.get(0), StandardCharsets.US_ASCII);
            byte[] last = answer.get(answer.size() - 1);
            if (!verb.equals(Replay.STATUS)) {
                throw new Failure(
                        ExitCode.CANNOT_REACH,
                        "the broker at " + door + " does not tell: " + new String(last, StandardCharsets.UTF_8));
            }
            return last;
        } catch (IllegalArgumentException e) {
            throw Failure.cannotReach("the broker", door, "--replay", e);
        } finally {
            socket.close();
            context.close();
        }
    }
}
