package thiscord.subscriber;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import thiscord.cli.Address;
import thiscord.link.BrokerLink;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/** A DEALER socket at the broker's replay door: one question at a time, and its answer. Belongs to the thread that made it. */
final class ReplayLink implements BrokerLink.Listener {
    /** What the broker says of its topics. */
    record Heads(String journal, long serial, List<Cursors.Head> heads) {}

    /** What the broker keeps of a topic. */
    record Part(String journal, long first, long last, List<Cursors.Kept> events) {}

    /** The broker says no, and why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    private static final BrokerLink.Purpose PURPOSE =
            new BrokerLink.Purpose("subscriber", SocketType.DEALER, "ROUTER", Topics.MAX_PAYLOAD_BYTES + 1024);
    private static final int POLL_MILLIS = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Address door;
    private final BrokerLink link;
    private final ZMQ.Socket socket;
    private volatile BrokerLink.State state = BrokerLink.State.CONNECTING;
    private volatile long stateSince = System.nanoTime();
    private long asked;

    ReplayLink(Address door) {
        this.door = door;
        link = new BrokerLink(door, PURPOSE, this);
        socket = link.socket();
        socket.setSndHWM(0);
        socket.setReceiveTimeOut(POLL_MILLIS);
        link.connect();
    }

    @Override
    public void became(BrokerLink.State now) {
        state = now;
        stateSince = System.nanoTime();
    }

    @Override
    public void answered(long number) {
        // Answers come as messages here.
    }

    Address address() {
        return door;
    }

    boolean isReady() {
        return state == BrokerLink.State.GREETED;
    }

    /** True if it has been lost for so long that nobody is trying any more. */
    boolean isLostFor(long nanos) {
        return state == BrokerLink.State.LOST && System.nanoTime() - stateSince > nanos;
    }

    /** See {@link BrokerLink#adaptPatience}. */
    void adaptPatience() {
        link.adaptPatience();
    }

    /** All numbered topics that begin so; null if there was no whole answer in time. */
    @Nullable
    Heads heads(List<byte[]> prefixes, long sinceMillis) throws Refused {
        Heads all = null;
        for (int from = 0; from < prefixes.size(); from += Replay.MOST_PREFIXES) {
            int to = Math.min(prefixes.size(), from + Replay.MOST_PREFIXES);
            Heads some = someHeads(prefixes.subList(from, to), sinceMillis);
            if (some == null || all != null && !some.journal().equals(all.journal())) {
                return null;
            }
            if (all != null) {
                all.heads().addAll(some.heads());
            }
            all = all == null ? some : new Heads(all.journal(), Math.max(all.serial(), some.serial()), all.heads());
        }
        return all;
    }

    private @Nullable Heads someHeads(List<byte[]> prefixes, long sinceMillis) throws Refused {
        List<Cursors.Head> heads = new ArrayList<>();
        byte[] after = {};
        String journal = null;
        while (true) {
            List<byte[]> question = new ArrayList<>();
            question.add(sinceMillis < 0 ? new byte[0] : Replay.number(sinceMillis));
            question.add(after);
            question.addAll(prefixes);
            List<byte[]> answer = ask(Replay.HEADS, question);
            if (answer == null || answer.size() < 5 || !text(answer.get(0)).equals(Replay.HEADS)) {
                return null;
            }
            if (journal != null && !journal.equals(text(answer.get(2)))) {
                return null;
            }
            journal = text(answer.get(2));
            for (int i = 5; i + 3 < answer.size(); i += 4) {
                after = answer.get(i);
                heads.add(new Cursors.Head(
                        text(after),
                        Replay.number(answer.get(i + 1)),
                        Replay.number(answer.get(i + 2)),
                        Replay.number(answer.get(i + 3))));
            }
            if (Replay.number(answer.get(4)) != 1) {
                return new Heads(journal, Replay.number(answer.get(3)), heads);
            }
        }
    }

    /** A part of a topic; null if there was no answer in time. */
    @Nullable
    Part read(Cursors.Question question) throws Refused {
        List<byte[]> answer = ask(
                Replay.READ,
                List.of(
                        question.topic().getBytes(StandardCharsets.UTF_8),
                        Replay.number(question.from()),
                        Replay.number(question.to()),
                        Replay.number(Replay.MAX_BYTES)));
        if (answer == null || answer.size() < 6 || !text(answer.get(0)).equals(Replay.EVENTS)) {
            return null;
        }
        List<Cursors.Kept> events = new ArrayList<>();
        for (int i = 6; i + 1 < answer.size(); i += 2) {
            events.add(new Cursors.Kept(Replay.number(answer.get(i)), answer.get(i + 1)));
        }
        return new Part(text(answer.get(2)), Replay.number(answer.get(4)), Replay.number(answer.get(5)), events);
    }

    private @Nullable List<byte[]> ask(String verb, List<byte[]> rest) throws Refused {
        String id = Long.toString(++asked);
        socket.send(verb.getBytes(StandardCharsets.US_ASCII), ZMQ.SNDMORE);
        socket.send(id.getBytes(StandardCharsets.US_ASCII), ZMQ.SNDMORE);
        for (int i = 0; i < rest.size(); i++) {
            socket.send(rest.get(i), i + 1 < rest.size() ? ZMQ.SNDMORE : 0);
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (isReady() && end - System.nanoTime() > 0) {
            List<byte[]> answer = answer();
            if (answer.size() > 1 && text(answer.get(1)).equals(id)) {
                if (text(answer.get(0)).equals(Replay.REFUSED)) {
                    throw new Refused(text(answer.get(answer.size() - 1)));
                }
                return answer;
            }
        }
        return null;
    }

    private List<byte[]> answer() {
        List<byte[]> frames = new ArrayList<>();
        Msg frame = socket.recvMsg(0);
        while (frame != null) {
            frames.add(frame.data());
            frame = frame.hasMore() ? socket.recvMsg(0) : null;
        }
        return frames;
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }

    void close() {
        link.close();
    }
}
