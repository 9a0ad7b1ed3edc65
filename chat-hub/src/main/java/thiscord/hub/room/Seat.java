package thiscord.hub.room;

import thiscord.hub.engine.Member;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.protocol.Event;

/**
 * One session's place in one room: what lives on the room's loop (the member) and on the session's (the subscription).
 *
 * @param loop the session's
 */
public record Seat(ActiveRoom room, Member member, Subscription subscription, Loop loop, Occupant occupant) {
    /** Any thread. Tells the session something, on its loop. */
    void tell(Event event) {
        loop.post(() -> occupant.tell(event));
    }
}
