package thiscord.broker.journal;

import java.util.Arrays;

/** A numbered topic: its last offset, and where the events that are kept are. Guarded by the journal. */
final class Topic {
    final Bytes name;
    /** The highest offset that was given; 0 before the first. */
    long last;
    /** When the last event came, in milliseconds since 1970. */
    long addedAt;
    /** When the highest offset is to be told again, and how long after that once more; in milliseconds. */
    long beatAt;

    long beatEvery;

    /** Places of the newest events, oldest first, as a ring. */
    private long[] places = {};

    private int head;
    private int count;

    Topic(Bytes name) {
        this.name = name;
    }

    /** The oldest offset that is kept; one behind the last if none is. */
    long first() {
        return last - count + 1;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Notes the place of the next event, whose offset is the last one then. */
    void add(long place) {
        if (count == places.length) {
            long[] wider = new long[Math.max(4, count * 2)];
            for (int i = 0; i < count; i++) {
                wider[i] = placeAt(i);
            }
            places = wider;
            head = 0;
        }
        places[(head + count++) % places.length] = place;
        last++;
    }

    /** The place of an offset that is kept. */
    long place(long offset) {
        return placeAt((int) (offset - first()));
    }

    private long placeAt(int index) {
        return places[(head + index) % places.length];
    }

    /** Forgets the places in that segment and in older ones; returns how many. */
    int forgetUpTo(long segment) {
        int before = count;
        while (count > 0 && Segment.numberOf(places[head]) <= segment) {
            head = (head + 1) % places.length;
            count--;
        }
        if (count == 0) {
            places = new long[0];
            head = 0;
        } else if (count < places.length / 4) {
            places = Arrays.copyOf(compact(), count * 2);
            head = 0;
        }
        return before - count;
    }

    private long[] compact() {
        long[] dense = new long[count];
        for (int i = 0; i < count; i++) {
            dense[i] = placeAt(i);
        }
        return dense;
    }
}
