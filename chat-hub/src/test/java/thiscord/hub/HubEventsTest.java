package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.hub.directory.LocalDirectory;
import thiscord.protocol.Event;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.rules.RoomRules;

/** What of a room is on the event plane, where everybody reads everything. */
class HubEventsTest {
    private static final RoomRules OPEN = RoomRules.open("lab");

    private final List<String> published = new ArrayList<>();
    private final HubEvents events = new HubEvents("hub", "i", this::take, new LocalDirectory(1));

    private void take(PlaneEvent event) {
        published.add(event.type());
    }

    private static RoomRules rules(String access) {
        return OPEN.with(new RoomInfo(1, "lab", "", "", "", 0, 0, access, false, 0));
    }

    private void happens(RoomRules rules) {
        events.joined("lab", "alice", rules);
        events.said(new Event.Message("lab", 1, "alice", false, "hi", 0, null, false), rules);
        events.left("lab", "alice", true, rules);
    }

    @Test
    void ofPublicRoomsComingsGoingsAndTextsArePublished() {
        happens(OPEN);

        assertThat(published).containsExactly("room.joined", "room.message", "room.left");
    }

    @Test
    void ofOtherRoomsNothingIsNeitherOfThoseWhoseAccessThisVersionDoesNotKnow() {
        for (String access : List.of("unlisted", "invited", "by-ticket")) {
            happens(rules(access));
        }

        assertThat(published).isEmpty();
    }
}
