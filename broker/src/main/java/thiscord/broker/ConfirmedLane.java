package thiscord.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    /** Does what {@link Topics#ERASE} demands. */
    interface Eraser {
        /** Null, or what is wrong with the demand. */
        @Nullable
        String erase(byte[] payload, String peer);
    }

    private static final byte[] ERASE = Topics.ERASE.getBytes(StandardCharsets.US_ASCII);

    /** An event that is new. */
    private record Fresh(Batch batch, long number, byte[] topic, byte[] payload, boolean numbered) {}

    private final Lane plain;
    private final NumberedLane numbered;
    private final Journal journal;
    private final int maxPayloadBytes;
    private final Runnable flush;
    private final Eraser eraser;

    /**
     * @param flush lets the I/O thread have what was given out
     * @param eraser has what a demand names erased, in its place among the events
     */
    ConfirmedLane(
            Lane plain, NumberedLane numbered, Journal journal, int maxPayloadBytes, Runnable flush, Eraser eraser) {
        this.plain = plain;
        this.numbered = numbered;
        this.journal = journal;
        this.maxPayloadBytes = maxPayloadBytes;
        this.flush = flush;
        this.eraser = eraser;
    }

    /**
     * Numbers, keeps and gives out what is new in these, and notes in them how far their publishers are.
     *
     * @return how many events were given out
     */
    int take(List<Batch> batches) {
        // What came before goes out before.
        numbered.flush();
        long now = System.currentTimeMillis();
        List<Fresh> fresh = new ArrayList<>();
        for (Batch batch : batches) {
            choose(batch, fresh, now);
        }
        int from = 0;
        for (int i = 0; i < fresh.size(); i++) {
            if (Arrays.equals(fresh.get(i).topic(), ERASE)) {
                give(fresh.subList(from, i), now);
                erase(fresh.get(i));
                from = i + 1;
            }
        }
        give(fresh.subList(from, fresh.size()), now);
        return fresh.size();
    }

    private void erase(Fresh demand) {
        String wrong = eraser.erase(demand.payload(), demand.batch().address);
        if (wrong == null) {
            demand.batch().taken++;
        } else {
            demand.batch().refused.add(new Batch.Refused(demand.number(), wrong));
        }
    }

    private void give(List<Fresh> fresh, long now) {
        List<Journal.Event> kept = new ArrayList<>();
        for (Fresh event : fresh) {
            if (event.numbered()) {
                Journal.Source source = new Journal.Source(event.batch().publisher, event.number());
                kept.add(new Journal.Event(event.topic(), event.payload(), source));
            }
        }
        long[] offsets = kept.isEmpty() ? new long[0] : journal.add(kept, now);
        int next = 0;
        int given = 0;
        for (Fresh event : fresh) {
            long offset = event.numbered() ? offsets[next++] : 0;
            plain.publish(new Msg(event.topic()), new Msg(event.payload()));
            if (offset > 0) {
                numbered.give(event.topic(), offset, event.payload());
            } else if (event.numbered()) {
                // Followers are told by the serial number that there is a gap.
                numbered.sayTooManyTopics();
            }
            event.batch().taken++;
            if (++given % BrokerLoop.FLUSH == 0) {
                flush.run();
            }
        }
    }

    private void choose(Batch batch, List<Fresh> fresh, long now) {
        long mark = Math.max(journal.mark(batch.publisher), batch.oldest - 1);
        for (int i = 0; i < batch.size(); i++) {
            long number = batch.first + i;
            if (number > mark + 1) {
                // It came too early: those before it were lost on the way and are sent again.
                break;
            }
            String wrong = wrong(batch.topic(i), batch.payload(i).length);
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
        journal.reached(batch.publisher, mark, now);
        batch.upto = mark;
    }

    private @Nullable String wrong(byte[] topic, int payloadBytes) {
        String wrong = Topics.wrong(topic);
        return wrong == null ? BrokerLoop.payloadWrong(payloadBytes, maxPayloadBytes) : wrong;
    }
}
