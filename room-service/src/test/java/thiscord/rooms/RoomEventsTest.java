package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Action;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.rules.Access;

/** What of a room is on the event plane, where everybody reads everything. */
class RoomEventsTest {
    private final List<String> published = new ArrayList<>();
    private final RoomEvents events = new RoomEvents("rooms", "i", Clock.systemUTC(), this::take);

    private void take(PlaneEvent event) {
        published.add(event.type());
    }

    private static RoomRecord room(Access access) {
        return new RoomRecord(1, "lab", "cats", Keeps.NOTHING, "alice", 0, access);
    }

    private void tellAll(RoomRecord room) {
        List<Mutation> all = List.of(
                new Mutation.Created(room),
                new Mutation.Stood(room, Standing.none("bob").withRole("member")),
                new Mutation.TopicSet(room, "dogs"),
                new Mutation.Joined(room, "bob"),
                new Mutation.Expelled(room, "bob", "out"),
                new Mutation.Left(room, "bob"),
                new Mutation.Ruled(room, Action.LOCK),
                new Mutation.Deleted(room));
        all.forEach(mutation -> events.tell(mutation, "alice"));
    }

    @Test
    void ofPublicRoomsAllIsPublished() {
        tellAll(room(Access.PUBLIC));

        assertThat(published)
                .containsExactly(
                        "room.created",
                        "room.standing",
                        "room.topic",
                        "room.joined",
                        "room.expelled",
                        "room.left",
                        "room.ruled",
                        "room.deleted");
    }

    @Test
    void ofOtherRoomsNothingIsNotEvenThatTheyCeaseToBePublic() {
        tellAll(room(Access.UNLISTED));
        tellAll(room(Access.INVITED));
        events.tell(new Mutation.Ruled(room(Access.PUBLIC).withAccess(Access.INVITED), Action.ACCESS), "alice");

        assertThat(published).isEmpty();
    }

    @Test
    void aRoomThatBecomesPublicIsPublishedFromThenOn() {
        events.tell(new Mutation.Ruled(room(Access.INVITED).withAccess(Access.PUBLIC), Action.ACCESS), "alice");

        assertThat(published).containsExactly("room.ruled");
    }
}
