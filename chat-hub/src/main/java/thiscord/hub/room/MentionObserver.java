package thiscord.hub.room;

import java.util.List;
import thiscord.protocol.Event;

/** Hears who was mentioned in rooms that keep history without being there. Called on rooms' loops; must not block. */
public interface MentionObserver {
    /**
     * A message was stored and shown.
     *
     * @param room the room's id
     * @param strayed nicks that were in the room lately, and did not leave it but by the end of their connection
     * @param others words that may be nicks of members who are away, or of nobody
     */
    void mentioned(long room, Event.Message said, List<String> strayed, List<String> others);
}
