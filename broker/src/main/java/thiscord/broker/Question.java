package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import zmq.Msg;
import zmq.io.Metadata;

/**
 * What somebody asks at the replay door, and how to answer. For the thread that has the socket.
 *
 * @param delimited true if it comes from a REQ socket, which puts an empty frame in front and wants it back
 * @param address of the peer
 * @param grants the topics that may be followed, if it came through the gate; else null
 * @param frames without those that say where to answer
 */
record Question(
        Msg peer,
        boolean delimited,
        String address,
        @Nullable Predicate<byte[]> grants,
        List<byte[]> frames) {
    String verb() {
        return frames.isEmpty() ? "" : new String(frames.get(0), StandardCharsets.US_ASCII);
    }

    byte[] id() {
        return frames.size() > 1 ? frames.get(1) : new byte[0];
    }

    /** The next question at a ROUTER socket; null if there is none. */
    static @Nullable Question next(ZMQ.Socket router, int flags) {
        Msg peer = router.recvMsg(flags);
        if (peer == null) {
            return null;
        }
        List<byte[]> frames = new ArrayList<>();
        String address = null;
        Predicate<byte[]> grants = null;
        boolean delimited = false;
        boolean more = peer.hasMore();
        while (more) {
            Msg frame = router.recvMsg(0);
            if (frame == null) {
                return new Question(peer, false, "unknown", null, List.of());
            }
            Metadata from = frame.getMetadata();
            address = from == null || address != null ? address : from.get(Metadata.PEER_ADDRESS);
            grants = grants == null && frame instanceof Door.Frame guarded ? guarded.grants() : grants;
            more = frame.hasMore();
            if (frames.isEmpty() && !delimited && frame.size() == 0) {
                delimited = true;
            } else {
                frames.add(frame.data());
            }
        }
        return new Question(peer, delimited, address == null ? "unknown" : address, grants, frames);
    }

    /** Answers it; dropped if the peer takes no answers. */
    void answer(ZMQ.Socket router, List<byte[]> answer) {
        router.sendMsg(new Msg(peer.data()), ZMQ.SNDMORE);
        if (delimited) {
            router.sendMsg(new Msg(0), ZMQ.SNDMORE);
        }
        for (int i = 0; i < answer.size(); i++) {
            router.sendMsg(new Msg(answer.get(i)), i + 1 < answer.size() ? ZMQ.SNDMORE : 0);
        }
    }
}
