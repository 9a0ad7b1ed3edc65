package thiscord.bench;

import java.util.Locale;
import thiscord.cli.Address;

/**
 * What load to put on a hub.
 *
 * @param rooms how many rooms; at least 1
 * @param members how many are in each; at least 1, and 20,000 in all
 * @param senders how many of each room speak; 1 to {@code members}
 * @param size bytes of a text; {@link #LEAST_SIZE} to 4000
 * @param window messages in flight over all rooms; at least 1; not used with a rate
 * @param rate messages a second over all rooms, up to a million, or 0 to keep the window full
 * @param seconds how long to measure; 1 to 3600; before it comes half of that, at least two, to warm up
 */
record Load(
        Address hub,
        Speech speech,
        int rooms,
        int members,
        int senders,
        int size,
        int window,
        double rate,
        int seconds) {
    /** A text carries the time it was sent. */
    static final int LEAST_SIZE = 32;

    private static final int MOST_CONNECTIONS = 20_000;

    Load {
        require(rooms >= 1 && members >= 1, "--rooms and --members are at least 1");
        require((long) rooms * members <= MOST_CONNECTIONS, "--rooms times --members is at most " + MOST_CONNECTIONS);
        require(senders >= 1 && senders <= members, "--senders is 1 to --members");
        require(size >= LEAST_SIZE && size <= 4000, "--size is " + LEAST_SIZE + " to 4000");
        require(window >= 1 && window <= 100_000, "--window is 1 to 100000");
        require(rate >= 0 && rate <= 1_000_000, "--rate is up to 1000000 messages a second");
        require(seconds >= 1 && seconds <= 3600, "--seconds is 1 to 3600");
    }

    int connections() {
        return rooms * members;
    }

    int warmUpSeconds() {
        return Math.max(2, seconds / 2);
    }

    /** In words, for the head of a report. */
    String inWords() {
        return rooms + (rooms == 1 ? " room of " : " rooms of ") + members + ", " + senders + " of each "
                + (senders == 1 ? "speaks, " : "speak, ") + size + " bytes, " + speech + ", "
                + (rate > 0 ? String.format(Locale.ROOT, "%,.0f messages/s", rate) : "window " + window) + ", "
                + seconds + " s";
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}
