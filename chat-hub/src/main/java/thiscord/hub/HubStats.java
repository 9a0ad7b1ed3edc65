package thiscord.hub;

import java.util.Map;
import thiscord.hub.session.CloseReason;
import thiscord.protocol.Reason;

/**
 * What a hub has counted, of about one moment. All but sessions and rooms count since its start.
 *
 * @param sessions connections there are
 * @param rooms rooms that are open
 * @param messages messages that were stored and shown
 * @param refused refusals by reason; reasons without any are left out
 * @param closed ends of connections by reason, likewise
 * @param behind how often a reader fell behind and was moved to the log
 * @param caughtUp how often one was moved back
 * @param mailDropped how many mentions of who was away made place for newer ones
 */
public record HubStats(
        int sessions,
        int rooms,
        long messages,
        Map<Reason, Long> refused,
        Map<CloseReason, Long> closed,
        long behind,
        long caughtUp,
        long mailDropped) {}
