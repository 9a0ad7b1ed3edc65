package thiscord.system.crash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What all clients together saw: for each room which message has which seq. Whoever sees something that does not agree
 * with what another saw has found a fault. Thread-safe.
 */
final class Ledger {
    private static final int MOST_FAULTS = 20;

    private final Map<String, long[]> rooms = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    /** Somebody saw the message of that number of that writer, both from 1, at that seq. */
    synchronized void saw(String who, String room, int seq, int writer, int number) {
        long[] known = rooms.computeIfAbsent(room, r -> new long[1024]);
        if (seq >= known.length) {
            known = Arrays.copyOf(known, Math.max(seq + 1, known.length * 2));
            rooms.put(room, known);
        }
        long said = (long) writer << 40 | number;
        if (known[seq] == 0) {
            known[seq] = said;
        } else if (known[seq] != said) {
            fault(who + " sees another message " + seq + " in " + room + " than others did");
        }
        newest.merge(room, seq, Math::max);
    }

    /** The newest seq that anybody saw. */
    synchronized int newest(String room) {
        return newest.getOrDefault(room, 0);
    }

    void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    List<String> faults() {
        return new ArrayList<>(faults);
    }

    /** Looks at all of it, when every writer has had its echo for all it said; {@code said} has how many by writer. */
    synchronized List<String> check(String room, Map<Integer, Integer> said) {
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> seen = new HashMap<>();
        long[] known = rooms.getOrDefault(room, new long[1]);
        for (int seq = 1; seq <= newest(room); seq++) {
            int writer = (int) (known[seq] >> 40);
            int number = (int) known[seq];
            int expected = seen.merge(writer, 1, Integer::sum);
            if (number != expected && wrong.size() < MOST_FAULTS) {
                wrong.add("at " + seq + " in " + room + " is message " + number + " of writer " + writer + ", not "
                        + expected);
            }
        }
        said.forEach((writer, number) -> {
            if (!seen.getOrDefault(writer, 0).equals(number)) {
                wrong.add("of writer " + writer + " " + seen.get(writer) + " of " + number + " are in " + room);
            }
        });
        return wrong;
    }
}
