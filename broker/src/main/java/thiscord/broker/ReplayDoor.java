package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/**
 * Answers those who ask for events of the journal, one answer of bounded size for one question, so that the asker sets the
 * pace. Owns the ROUTER socket once it runs, on a thread of its own: who reads old events holds up nobody who gets new ones.
 */
final class ReplayDoor implements Runnable {
    /** As many answers wait for one peer; further ones are dropped, and it asks again. */
    static final int MOST_ANSWERS = 4;

    /** As many questions of one peer wait; then TCP holds it back. */
    static final int MOST_QUESTIONS = 4;

    static final int MOST_FRAME_BYTES = 1024;
    /** Of a question; the door cuts off whoever sends more. */
    static final int MOST_FRAMES = 1000;

    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int MOST_EVENTS = 1000;
    private static final int HEADS_FRAMES = 4;
    private static final int READ_FRAMES = 6;
    private static final long SWEEP_NANOS = 1_000_000_000;

    private final ZMQ.Socket router;
    private final Door door;
    private final Journal journal;
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopping;

    ReplayDoor(ZMQ.Socket router, Door door, Journal journal) {
        this.router = router;
        this.door = door;
        this.journal = journal;
    }

    /** Ends soon; from any thread. */
    void stop() {
        stopping = true;
    }

    /** Waits until the socket is closed; after {@link #stop}. */
    boolean awaitDrained(long millis) throws InterruptedException {
        return drained.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        long sweptAt = System.nanoTime();
        try {
            while (!stopping) {
                Msg peer = router.recvMsg(0);
                if (peer != null) {
                    answer(peer, frames(peer));
                }
                long now = System.nanoTime();
                if (now - sweptAt > SWEEP_NANOS) {
                    sweptAt = now;
                    door.sweep(now);
                }
            }
        } catch (ZMQException e) {
            if (!stopping) {
                throw e;
            }
        } finally {
            router.setLinger(0);
            router.close();
            drained.countDown();
        }
    }

    /** What follows the peer's name; null if it did not come. */
    private @Nullable List<byte[]> frames(Msg peer) {
        List<byte[]> frames = new ArrayList<>();
        boolean more = peer.hasMore();
        while (more) {
            Msg frame = router.recvMsg(0);
            if (frame == null) {
                return null;
            }
            frames.add(frame.data());
            more = frame.hasMore();
        }
        return frames;
    }

    private void answer(Msg peer, @Nullable List<byte[]> question) {
        byte[] id = question != null && question.size() > 1 ? question.get(1) : new byte[0];
        String verb = question == null || question.isEmpty() ? "" : text(question.get(0));
        if (question != null && verb.equals(Replay.HEADS) && question.size() > HEADS_FRAMES) {
            heads(peer, id, question);
        } else if (question != null && verb.equals(Replay.READ) && question.size() == READ_FRAMES) {
            read(peer, id, question);
        } else {
            refuse(peer, id, "ask [HEADS, id, since, after, prefix, ...] or [READ, id, topic, from, to, bytes]");
        }
    }

    private void heads(Msg peer, byte[] id, List<byte[]> question) {
        List<byte[]> prefixes = question.subList(HEADS_FRAMES, question.size());
        if (prefixes.size() > Replay.MOST_PREFIXES) {
            refuse(peer, id, "HEADS wants at most " + Replay.MOST_PREFIXES + " prefixes; ask again for the others");
            return;
        }
        for (byte[] prefix : prefixes) {
            String wrong = prefix.length == 0 ? null : Topics.wrong(prefix);
            if (wrong != null) {
                refuse(peer, id, wrong);
                return;
            }
        }
        String wrong = journal.follow(prefixes, false, System.currentTimeMillis());
        if (wrong != null) {
            refuse(peer, id, wrong);
            return;
        }
        long since = Replay.number(question.get(2));
        Journal.Heads heads = journal.heads(prefixes, question.get(3), since < 0 ? Long.MAX_VALUE : since);
        List<byte[]> answer = begin(Replay.HEADS, id);
        answer.add(Replay.number(heads.serial()));
        answer.add(Replay.number(heads.more() ? 1 : 0));
        for (Journal.Head head : heads.heads()) {
            answer.add(head.topic());
            answer.add(Replay.number(head.first()));
            answer.add(Replay.number(head.last()));
            answer.add(Replay.number(head.at()));
        }
        send(peer, answer);
    }

    private void read(Msg peer, byte[] id, List<byte[]> question) {
        byte[] topic = question.get(2);
        long from = Replay.number(question.get(3));
        long to = Replay.number(question.get(4));
        long bytes = Replay.number(question.get(5));
        if (from < 1 || to < from || bytes < 1 || Topics.wrong(topic) != null) {
            refuse(peer, id, "READ wants a topic, an offset from 1 on, one not below it, and bytes from 1 on");
            return;
        }
        Journal.Chunk chunk = journal.read(topic, from, to, (int) Math.min(bytes, Replay.MAX_BYTES), MOST_EVENTS);
        List<byte[]> answer = begin(Replay.EVENTS, id);
        answer.add(topic);
        answer.add(Replay.number(chunk.first()));
        answer.add(Replay.number(chunk.last()));
        for (Journal.Kept event : chunk.events()) {
            answer.add(Replay.number(event.offset()));
            answer.add(event.payload());
        }
        send(peer, answer);
    }

    private List<byte[]> begin(String verb, byte[] id) {
        List<byte[]> answer = new ArrayList<>();
        answer.add(verb.getBytes(StandardCharsets.US_ASCII));
        answer.add(id);
        answer.add(journal.id().getBytes(StandardCharsets.US_ASCII));
        return answer;
    }

    private void refuse(Msg peer, byte[] id, String why) {
        LOG.log(Level.DEBUG, () -> "broker: replay door: refused: " + why);
        send(
                peer,
                List.of(Replay.REFUSED.getBytes(StandardCharsets.US_ASCII), id, why.getBytes(StandardCharsets.UTF_8)));
    }

    private void send(Msg peer, List<byte[]> frames) {
        router.sendMsg(new Msg(peer.data()), ZMQ.SNDMORE);
        for (int i = 0; i < frames.size(); i++) {
            router.sendMsg(new Msg(frames.get(i)), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.US_ASCII);
    }
}
