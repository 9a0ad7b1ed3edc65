package thiscord.hub.fanout;

import thiscord.protocol.Dialect;
import thiscord.protocol.Event;

/**
 * One room's way to its members on all loops: encodes an event once for each dialect that is spoken, and posts it once
 * to each loop that has members. Lives on the room's loop.
 */
public final class FanOut {
    private final Loop[] loops;
    private final Dialect[] dialects;
    private final Audience[] audiences;
    private final int[] membersOn;
    private final int[] speakers;

    /** @param dialects by {@link Dialect#index} */
    public FanOut(Loop[] loops, Dialect[] dialects) {
        this.loops = loops;
        this.dialects = dialects;
        this.audiences = new Audience[loops.length];
        this.membersOn = new int[loops.length];
        this.speakers = new int[dialects.length];
    }

    /**
     * Counts a member in. The caller then posts {@link #admit} to the member's loop, and nothing that is delivered
     * before reaches the member.
     */
    public void add(Loop loop, Subscription member) {
        if (audiences[loop.index()] == null) {
            audiences[loop.index()] = new Audience(loop, dialects.length);
        }
        membersOn[loop.index()]++;
        speakers[member.dialect]++;
    }

    /** Counts a member out; its subscription is ended on its own loop. */
    public void remove(Loop loop, Subscription member) {
        membersOn[loop.index()]--;
        speakers[member.dialect]--;
    }

    /**
     * What is to be run on the member's loop to begin its subscription.
     *
     * @param from the seq that the member has to get first
     * @param newest the room's newest seq
     */
    public Runnable admit(Loop loop, Subscription member, long from, long newest) {
        Audience audience = audiences[loop.index()];
        return () -> member.begin(audience, from, newest);
    }

    /** Delivers to all members; {@code seq} is 0 for what is not numbered. */
    public void deliver(Event event, long seq) {
        Encoded encoded = null;
        for (int i = 0; i < loops.length; i++) {
            if (membersOn[i] > 0) {
                encoded = encoded == null ? Encoded.of(event, seq, dialects, speakers) : encoded;
                post(loops[i], audiences[i], encoded);
            }
        }
    }

    private static void post(Loop loop, Audience audience, Encoded encoded) {
        if (loop.here()) {
            audience.deliver(encoded);
        } else {
            loop.postLater(() -> audience.deliver(encoded));
        }
    }
}
