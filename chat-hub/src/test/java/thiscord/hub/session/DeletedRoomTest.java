package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.fanout.Loop;
import thiscord.hub.log.RingLogs;
import thiscord.hub.log.RoomLog;
import thiscord.hub.log.RoomLogs;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomCard;
import thiscord.hub.room.RoomObserver;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.rules.RoomRules;

/** A room that was opened just after its deletion was told. The directory knows den alone. */
class DeletedRoomTest implements RoomDirectory, RoomLogs, RoomObserver {
    private static final RoomCard LAB = new RoomCard(7, "lab", "", Keeps.ALL, 0, RoomRules.open("lab"));
    private static final RoomCard DEN = new RoomCard(8, "den", "", Keeps.ALL, 0, RoomRules.open("den"));

    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final Loop loop = new Loop(eventLoop, 0);
    private final ConcurrentLinkedQueue<Long> erased = new ConcurrentLinkedQueue<>();
    private final ActiveRooms rooms = new ActiveRooms(
            new Loop[] {loop}, new Dialect[0], Limits.DEFAULT, new RingLogs("e"), this, null, this, null, name -> null);
    private Kept kept = new Kept("ours", Map.of(7L, "lab", 8L, "den"));

    @AfterEach
    void stop() {
        eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void whatWasSaidInARoomThatALookDoesNotFindIsErased() {
        rooms.open(LAB, loop);
        rooms.open(DEN, loop);

        RoomLooks looks = RoomLooks.of(this, rooms);
        looks.anew("den");
        looks.anew("lab");

        assertThat(rooms.find("lab")).isNull();
        assertThat(rooms.find("den")).isNotNull();
        assertThat(erased).containsExactly(7L);
    }

    private void compare(Kept with) {
        kept = with;
        new KeptRooms(rooms, this).compare();
    }

    @Test
    void theLastKeptRoomIsErasedAsAnyOther() {
        compare(new Kept("ours", Map.of(7L, "lab")));

        assertThat(erased).containsExactly(7L);
    }

    @Test
    void whatIsKeptOfAnotherHousesRoomsIsLeftAlone() {
        compare(new Kept("theirs", Map.of(7L, "lab", 8L, "den")));

        assertThat(erased).isEmpty();
        assertThat(kept.house()).isEqualTo("theirs");
    }

    @Test
    void aDeletionThatIsToldByAnotherHouseErasesNothing() {
        new KeptRooms(rooms, this).erase("theirs", 7);
        assertThat(erased).isEmpty();

        new KeptRooms(rooms, this).erase("ours", 7);
        assertThat(erased).containsExactly(7L);
    }

    @Test
    void aHouseIsLearntFromOneRoomThatIsStillThereOrWhereNothingIsKept() {
        compare(new Kept("", Map.of(7L, "lab")));
        assertThat(kept.house()).isEmpty();
        assertThat(erased).isEmpty();

        compare(new Kept("", Map.of(7L, "lab", 8L, "den")));
        assertThat(kept.house()).isEqualTo("ours");
        assertThat(erased).containsExactly(7L);

        compare(new Kept("theirs", Map.of()));
        assertThat(kept.house()).isEqualTo("ours");
    }

    @Override
    public CompletionStage<Answer<RoomCard>> findAnew(String name) {
        return done(name.equals("den") ? Answer.of(DEN) : Answer.refused(Reason.NO_SUCH_ROOM, "no"));
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> list(String after) {
        return done(Answer.of(after.isEmpty() ? List.of(DEN) : List.of()));
    }

    @Override
    public CompletionStage<Kept> kept() {
        return done(kept);
    }

    @Override
    public void belongTo(String house) {
        kept = new Kept(house, kept.names());
    }

    @Override
    public CompletionStage<Answer<String>> house() {
        return done(Answer.of("ours"));
    }

    @Override
    public void erase(long id) {
        erased.add(id);
    }

    @Override
    public void open(long id, String name, Keeps keeps, Executor onLoop, RoomLog.Listener room) {}

    private static <T> CompletionStage<T> done(T answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static <T> CompletionStage<Answer<T>> notAsked() {
        throw new AssertionError("nobody asks for that");
    }

    @Override
    public CompletionStage<Answer<RoomCard>> find(String name) {
        return notAsked();
    }

    @Override
    public CompletionStage<Answer<RoomCard>> create(String name, String keeps, String nick) {
        return notAsked();
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> listFor(String after, String nick) {
        return notAsked();
    }

    @Override
    public CompletionStage<Answer<RoomCard>> setTopic(String room, String topic, String nick) {
        return notAsked();
    }

    @Override
    public CompletionStage<Answer<Decided>> decide(Decision decision) {
        return notAsked();
    }

    @Override
    public CompletionStage<Answer<List<String>>> away(String room) {
        return notAsked();
    }

    @Override
    public void report(String room, String nick, boolean here, boolean meant) {}

    @Override
    public void follow(Follower follower) {}

    @Override
    public void close() {}

    @Override
    public void joined(String room, String nick, RoomRules rules) {}

    @Override
    public void left(String room, String nick, boolean meant, RoomRules rules) {}

    @Override
    public void said(Event.Message message, RoomRules rules) {}
}
