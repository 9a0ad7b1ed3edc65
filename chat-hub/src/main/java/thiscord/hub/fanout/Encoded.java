package thiscord.hub.fanout;

import thiscord.protocol.Dialect;
import thiscord.protocol.Event;

/**
 * One event of a room, written once for each dialect that a member speaks. Immutable once made; shared by loops.
 *
 * @param seq the message's seq, or 0 for an event that is not numbered
 * @param lines by {@link Dialect#index}; empty where no member speaks it
 */
record Encoded(long seq, byte[][] lines) {
    private static final byte[] NONE = new byte[0];

    static Encoded of(Event event, long seq, Dialect[] dialects, int[] speakers) {
        byte[][] lines = new byte[dialects.length][];
        for (int d = 0; d < dialects.length; d++) {
            lines[d] = speakers[d] == 0 ? NONE : dialects[d].encode(event);
        }
        return new Encoded(seq, lines);
    }
}
