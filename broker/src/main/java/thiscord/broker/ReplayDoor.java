package thiscord.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Proof;
import thiscord.protocol.event.Replay;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.BrokerStatusJson;

/**
 * Answers those who ask for events of the journal, one answer of bounded size for one question, so that the asker sets the
 * pace; and takes events whose publishers want an answer. Owns the ROUTER socket once it runs, on a thread of its own: who reads
 * old events holds up nobody who gets new ones.
 *
 * <p>Events that are there at one time are dealt with by the loop in one go, so that they share a write and, if so set, a wait
 * for the disk; what comes meanwhile is the next such group.
 */
final class ReplayDoor implements Runnable {
    /** As many answers wait for one peer; further ones are dropped, and it asks again. */
    static final int MOST_ANSWERS = 4;

    /** As many questions of one peer wait; then TCP holds it back. */
    static final int MOST_QUESTIONS = 8;

    /** Of a question; the door cuts off whoever sends more. */
    static final int MOST_FRAMES = 1000;

    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final int MOST_EVENTS = 1000;
    private static final int HEADS_FRAMES = 4;
    private static final int READ_FRAMES = 6;
    private static final int STATUS_FRAMES = 4;
    private static final int CHALLENGE_FRAMES = 3;
    /** Questions that are taken up in one go. */
    private static final int MOST_AT_ONCE = 32;

    private static final long SWEEP_NANOS = 1_000_000_000;

    /** @param proof the publisher's, which the answer's is made of; null if it gave none */
    private record Waiting(Question question, Batch batch, byte @Nullable [] proof) {}

    private final ZMQ.Context context;
    private final ZMQ.Socket router;
    private final Door door;
    private final Journal journal;
    private final BrokerLoop loop;
    private final Survey survey;
    private final ReservedTopics reserved;
    /** Proofs of publishers are of this, so that none is good for another broker, or a later one. */
    private final byte[] nonce = Proof.nonce();

    private final boolean survivesPowerCut;
    private final Callers callers = new Callers();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopping;
    private boolean saidNotKept;

    /** @param survivesPowerCut true to wait for the disk before an event is confirmed */
    ReplayDoor(
            Doors doors,
            ReservedTopics reserved,
            Journal journal,
            BrokerLoop loop,
            Survey survey,
            boolean survivesPowerCut) {
        this.reserved = reserved;
        this.context = doors.context();
        this.router = doors.replay();
        this.door = doors.replayDoor();
        this.journal = journal;
        this.loop = loop;
        this.survey = survey;
        this.survivesPowerCut = survivesPowerCut;
    }

    /** Ends soon; from any thread. */
    void stop() {
        stopping = true;
    }

    /** Waits until the sockets are closed; after {@link #stop}. */
    boolean awaitDrained(long millis) throws InterruptedException {
        return drained.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        long sweptAt = System.nanoTime();
        try (Errands errands = new Errands(context, () -> stopping)) {
            while (!stopping) {
                Question first = Question.next(router, 0);
                if (first != null) {
                    serve(first, errands);
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

    private void serve(Question first, Errands errands) {
        List<Waiting> publishing = new ArrayList<>();
        Question next = first;
        for (int taken = 1; next != null; taken++) {
            if (next.verb().equals(Confirm.PUBLISH) || next.verb().equals(Proof.PROVEN)) {
                Waiting waiting = publishing(next);
                if (waiting != null) {
                    publishing.add(waiting);
                }
            } else {
                answerOrLog(next, errands);
            }
            next = taken < MOST_AT_ONCE ? Question.next(router, ZMQ.DONTWAIT) : null;
        }
        if (!publishing.isEmpty()) {
            confirm(publishing, errands);
        }
    }

    /** What somebody publishes; null if it was refused. */
    private @Nullable Waiting publishing(Question question) {
        List<byte[]> frames = question.frames();
        byte[] proof = null;
        ReservedTopics.Origin origin =
                question.grants() == null ? ReservedTopics.Origin.ANYBODY : ReservedTopics.Origin.GATE;
        if (question.verb().equals(Proof.PROVEN)) {
            if (frames.size() < 3) {
                refuse(question, "publish [PROVEN, id, proof, publisher, ...]");
                return null;
            }
            proof = frames.get(2);
            List<byte[]> parts = new ArrayList<>(frames);
            parts.set(0, nonce);
            parts.remove(2);
            byte[] right = reserved.proof(Proof.Purpose.PUBLISH, parts);
            if (right == null || !Proof.isRight(right, proof)) {
                refuse(question, "that is not the proof by hubs.secret; ask CHALLENGE again");
                return null;
            }
            frames = parts;
            origin = ReservedTopics.Origin.PROVEN;
            reserved.proved();
        }
        Batch batch = Batch.of(frames, question.address(), origin);
        if (batch == null) {
            refuse(
                    question,
                    "publish [PUBLISH, id, publisher, oldest, first, always or followed, topic, payload, ...],"
                            + " at most " + Confirm.MOST_EVENTS + " events");
            return null;
        }
        return new Waiting(question, batch, proof);
    }

    private void confirm(List<Waiting> publishing, Errands errands) {
        List<Batch> batches = publishing.stream().map(Waiting::batch).toList();
        if (!errands.perform(() -> loop.take(batches))) {
            // The publishers hear nothing and send them again.
            return;
        }
        if (survivesPowerCut && !journal.force()) {
            // What was promised cannot be kept: the publishers hear nothing, and go on trying.
            if (!saidNotKept) {
                saidNotKept = true;
                LOG.log(
                        Level.ERROR,
                        "broker: no event is confirmed any more: the disk does not take them, as --durability power"
                                + " wants; make room or mend the disk, and restart the broker");
            }
            return;
        }
        for (Waiting one : publishing) {
            Batch batch = one.batch();
            List<byte[]> answer = begin(Confirm.CONFIRMED, one.question());
            answer.add(batch.publisher);
            answer.add(Replay.number(batch.upto));
            for (Batch.Refused refused : batch.refused) {
                answer.add(Replay.number(refused.number()));
                answer.add(refused.why().getBytes(StandardCharsets.UTF_8));
            }
            byte[] asked = one.proof();
            if (asked != null) {
                List<byte[]> parts = new ArrayList<>(answer);
                parts.add(0, asked);
                byte[] proof = reserved.proof(Proof.Purpose.CONFIRM, parts);
                answer.add(proof == null ? new byte[0] : proof);
            }
            one.question().answer(router, answer);
            callers.published(batch);
        }
    }

    /** What goes wrong with one question is no reason to leave the others without an answer. */
    private void answerOrLog(Question question, Errands errands) {
        try {
            answer(question, errands);
        } catch (ZMQException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "broker: replay door: a question of " + question.address() + " has no answer", e);
        }
    }

    private void answer(Question question, Errands errands) {
        List<byte[]> frames = question.frames();
        String verb = question.verb();
        if (verb.equals(Replay.HEADS) && frames.size() > HEADS_FRAMES) {
            heads(question);
        } else if (verb.equals(Replay.READ) && frames.size() == READ_FRAMES) {
            read(question);
        } else if (verb.equals(Replay.STATUS) && frames.size() == STATUS_FRAMES) {
            status(question, errands);
        } else if (verb.equals(Proof.CHALLENGE) && frames.size() == CHALLENGE_FRAMES) {
            challenge(question);
        } else {
            refuse(
                    question,
                    "ask [HEADS, id, since, after, prefix, ...], [READ, id, topic, from, to, bytes] or [STATUS, id, prefix, after]");
        }
    }

    /** The broker proves first that it knows the secret. */
    private void challenge(Question question) {
        byte[] asker = question.frames().get(2);
        byte[] proof = Proof.isNonce(asker) ? reserved.proof(Proof.Purpose.BROKER, List.of(asker, nonce)) : null;
        if (proof == null) {
            refuse(question, "this broker knows no hubs.secret; see broker --hubs-secret");
            return;
        }
        question.answer(
                router, List.of(Proof.CHALLENGE.getBytes(StandardCharsets.US_ASCII), question.id(), nonce, proof));
    }

    private void heads(Question question) {
        List<byte[]> prefixes =
                question.frames().subList(HEADS_FRAMES, question.frames().size());
        if (prefixes.size() > Replay.MOST_PREFIXES) {
            refuse(question, "HEADS wants at most " + Replay.MOST_PREFIXES + " prefixes; ask again for the others");
            return;
        }
        for (byte[] prefix : prefixes) {
            String wrong = prefix.length == 0 ? null : Topics.wrong(prefix);
            if (wrong != null) {
                refuse(question, wrong);
                return;
            }
        }
        String wrong = journal.follow(prefixes, false, System.currentTimeMillis());
        if (wrong != null) {
            refuse(question, wrong);
            return;
        }
        long since = Replay.number(question.frames().get(2));
        Journal.Heads heads = heads(question, prefixes, since < 0 ? Long.MAX_VALUE : since);
        List<byte[]> answer = begin(Replay.HEADS, question);
        answer.add(Replay.number(heads.serial()));
        answer.add(Replay.number(heads.more() ? 1 : 0));
        for (Journal.Head head : heads.heads()) {
            answer.add(head.topic());
            answer.add(Replay.number(head.first()));
            answer.add(Replay.number(head.last()));
            answer.add(Replay.number(head.at()));
        }
        callers.asked(question.address(), "", 0);
        question.answer(router, answer);
    }

    /** Without topics that the asker may not follow: a token may be for one topic, which others begin with. */
    private Journal.Heads heads(Question question, List<byte[]> prefixes, long sinceMillis) {
        byte[] after = question.frames().get(3);
        Predicate<byte[]> grants = question.grants();
        while (true) {
            Journal.Heads all = journal.heads(prefixes, after, sinceMillis);
            if (grants == null || all.heads().isEmpty()) {
                return all;
            }
            List<Journal.Head> some =
                    all.heads().stream().filter(one -> grants.test(one.topic())).toList();
            if (!some.isEmpty() || !all.more()) {
                return new Journal.Heads(all.serial(), all.more(), some);
            }
            after = all.heads().get(all.heads().size() - 1).topic();
        }
    }

    private void read(Question question) {
        List<byte[]> frames = question.frames();
        byte[] topic = frames.get(2);
        long from = Replay.number(frames.get(3));
        long to = Replay.number(frames.get(4));
        long bytes = Replay.number(frames.get(5));
        if (from < 1 || to < from || bytes < 1 || Topics.wrong(topic) != null) {
            refuse(question, "READ wants a topic, an offset from 1 on, one not below it, and bytes from 1 on");
            return;
        }
        Journal.Chunk chunk = journal.read(topic, from, to, (int) Math.min(bytes, Replay.MAX_BYTES), MOST_EVENTS);
        List<byte[]> answer = begin(Replay.EVENTS, question);
        answer.add(topic);
        answer.add(Replay.number(chunk.first()));
        answer.add(Replay.number(chunk.last()));
        for (Journal.Kept event : chunk.events()) {
            answer.add(Replay.number(event.offset()));
            answer.add(event.payload());
        }
        callers.asked(
                question.address(), new String(topic, StandardCharsets.UTF_8), Math.max(0, chunk.last() - from + 1));
        question.answer(router, answer);
    }

    private void status(Question question, Errands errands) {
        String prefix = new String(question.frames().get(2), StandardCharsets.UTF_8);
        String after = new String(question.frames().get(3), StandardCharsets.UTF_8);
        List<BrokerStatus> taken = new ArrayList<>();
        if (errands.perform(() -> taken.add(survey.take(prefix, after)))) {
            question.answer(
                    router,
                    List.of(
                            Replay.STATUS.getBytes(StandardCharsets.US_ASCII),
                            question.id(),
                            BrokerStatusJson.write(callers.in(taken.get(0)))));
        }
    }

    private List<byte[]> begin(String verb, Question question) {
        List<byte[]> answer = new ArrayList<>();
        answer.add(verb.getBytes(StandardCharsets.US_ASCII));
        answer.add(question.id());
        answer.add(journal.id().getBytes(StandardCharsets.US_ASCII));
        return answer;
    }

    private void refuse(Question question, String why) {
        LOG.log(Level.DEBUG, () -> "broker: replay door: refused: " + why);
        question.answer(
                router,
                List.of(
                        Replay.REFUSED.getBytes(StandardCharsets.US_ASCII),
                        question.id(),
                        why.getBytes(StandardCharsets.UTF_8)));
    }
}
