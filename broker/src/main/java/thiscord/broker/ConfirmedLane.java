package thiscord.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.broker.journal.Journal;
import thiscord.protocol.event.Topics;
import zmq.Msg;

/**
 * Takes events whose publisher wants to hear that they are here: each once, in the publisher's order. They are in the journal
 * before anybody sees them, so that what was seen is not taken for new when it comes again after {@code kill -9}. The loop's
 * thread only.
 */
final class ConfirmedLane {
    /** What the loop does for it. */
    interface Owner {
        /** Lets the I/O thread have what was given out. */
        void flush();

        /** Does what {@link Topics#ERASE} demands, in its place among the events; null, or what is wrong with the demand. */
        @Nullable
        String erase(byte[] payload);

        /** What is wrong with an event; null if nothing is. */
        @Nullable
        String wrong(byte[] topic, int payloadBytes, ReservedTopics.Origin by, String peer);
    }

    private static final byte[] ERASE = Topics.ERASE.getBytes(StandardCharsets.US_ASCII);

    /** An event that is new. */
    private record Fresh(Batch batch, long number, byte[] topic, byte[] payload, boolean numbered) {}

    private final Lane plain;
    private final NumberedLane numbered;
    private final Journal journal;
    private final Owner owner;
    private final Traffic traffic;

    /** @param traffic counts what was given out */
    ConfirmedLane(Lane plain, NumberedLane numbered, Journal journal, Owner owner, Traffic traffic) {
        this.plain = plain;
        this.numbered = numbered;
        this.journal = journal;
        this.owner = owner;
        this.traffic = traffic;
    }

    /**
     * Numbers, keeps and gives out what is new in these, and notes in them how far their publishers are. The journal hears of
     * an event when it was given out and of a demand when it was met, no sooner: an erasure writes down what the journal knows.
     *
     * @return how many events were given out
     */
    int take(List<Batch> batches) {
        // What came before goes out before.
        numbered.flush();
        long now = System.currentTimeMillis();
        List<Fresh> fresh = new ArrayList<>();
        Map<ByteBuffer, Long> chosen = new HashMap<>();
        for (Batch batch : batches) {
            choose(batch, fresh, chosen);
        }
        int from = 0;
        for (int i = 0; i < fresh.size(); i++) {
            if (Arrays.equals(fresh.get(i).topic(), ERASE)) {
                give(fresh.subList(from, i), now);
                erase(fresh.get(i), now);
                from = i + 1;
            }
        }
        give(fresh.subList(from, fresh.size()), now);
        for (Batch batch : batches) {
            journal.reached(batch.key, batch.upto, now);
        }
        return fresh.size();
    }

    private void erase(Fresh demand, long now) {
        String wrong = owner.erase(demand.payload());
        if (wrong == null) {
            demand.batch().taken++;
        } else {
            demand.batch().refused.add(new Batch.Refused(demand.number(), wrong));
        }
        journal.reached(demand.batch().key, demand.number(), now);
    }

    private void give(List<Fresh> fresh, long now) {
        List<Journal.Event> kept = new ArrayList<>();
        for (Fresh event : fresh) {
            if (event.numbered()) {
                Journal.Source source = new Journal.Source(event.batch().key, event.number());
                kept.add(new Journal.Event(event.topic(), event.payload(), source));
            }
        }
        long[] offsets = kept.isEmpty() ? new long[0] : journal.add(kept, now);
        int next = 0;
        for (int i = 0; i < fresh.size(); i++) {
            Fresh event = fresh.get(i);
            if (i % BrokerLoop.BUSY == 0) {
                traffic.count(event.topic(), Math.min(BrokerLoop.BUSY, fresh.size() - i));
            }
            long offset = event.numbered() ? offsets[next++] : 0;
            plain.publish(new Msg(event.topic()), new Msg(event.payload()));
            if (offset > 0) {
                numbered.give(event.topic(), offset, event.payload());
            } else if (event.numbered()) {
                // Followers are told by the serial number that there is a gap.
                numbered.sayTooManyTopics();
            }
            event.batch().taken++;
            if ((i + 1) % BrokerLoop.FLUSH == 0) {
                owner.flush();
            }
            if (i + 1 == fresh.size() || fresh.get(i + 1).batch() != event.batch()) {
                journal.reached(event.batch().key, event.number(), now);
            }
        }
    }

    /** @param chosen how far each publisher is with what was chosen before */
    private void choose(Batch batch, List<Fresh> fresh, Map<ByteBuffer, Long> chosen) {
        ByteBuffer publisher = ByteBuffer.wrap(batch.key);
        Long before = chosen.get(publisher);
        long mark = Math.max(before == null ? journal.mark(batch.key) : before, batch.oldest - 1);
        for (int i = 0; i < batch.size(); i++) {
            long number = batch.first + i;
            if (number > mark + 1) {
                // It came too early: those before it were lost on the way and are sent again.
                break;
            }
            String wrong = owner.wrong(batch.topic(i), batch.payload(i).length, batch.origin, batch.address);
            if (wrong != null) {
                batch.refused.add(new Batch.Refused(number, wrong));
            } else if (number <= mark) {
                batch.again++;
            } else {
                boolean keep =
                        (batch.always || journal.numbers(batch.topic(i))) && !Arrays.equals(batch.topic(i), ERASE);
                fresh.add(new Fresh(batch, number, batch.topic(i), batch.payload(i), keep));
            }
            mark = Math.max(mark, number);
        }
        chosen.put(publisher, mark);
        batch.upto = mark;
    }
}
