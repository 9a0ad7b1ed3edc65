package thiscord.hub.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.LoopCounts;
import thiscord.hub.log.RingLogs;
import thiscord.hub.log.RoomLog;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.hub.processing.Chain;
import thiscord.hub.processing.HandTimer;
import thiscord.hub.processing.ScriptedProcessor;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.RoomRules;

/** The way of what is said in a room with one processor. */
class PassingTest implements RoomLog.Listener, RoomObserver, Occupant {
    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final Loop sessions = new Loop(eventLoop, 0);
    private final HandTimer timer = new HandTimer();
    private final ScriptedProcessor words = new ScriptedProcessor("words");
    private final Chain chain = new Chain(List.of(words), false, Duration.ofMillis(500), 100);
    private final Room room = new Room("lab", "", Keeps.NOTHING, "", 0, 100, event -> {});
    private final RuleKeeper keeper = new RuleKeeper(RoomRules.open("lab"));
    private final Speech speech =
            new Speech(room, keeper, new FanOut(new Loop[0], new Dialect[0]), this, new LoopCounts());
    private final List<String> heard = new ArrayList<>();
    private final ConcurrentLinkedQueue<Event> told = new ConcurrentLinkedQueue<>();
    private final Seat alice = seat("alice");
    private final Seat bob = seat("bob");
    private @Nullable RoomLog log;

    @BeforeEach
    void open() {
        new RingLogs("e").open(1, "lab", Keeps.NOTHING, Runnable::run, this);
        speech.pass(chain, timer);
    }

    @AfterEach
    void stop() {
        eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private Seat seat(String nick) {
        Member member = new Member(nick);
        room.join(member, null);
        return new Seat(null, member, null, sessions, this);
    }

    private void say(Seat seat, String text, @Nullable String id) {
        speech.say(Objects.requireNonNull(log), seat, text, false, id);
        timer.turn();
    }

    /** What was told has reached the seats. */
    private void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        sessions.post(done::countDown);
        done.await();
    }

    private List<Refusal> refused() throws InterruptedException {
        settle();
        return told.stream().map(event -> ((Event.Refused) event).refusal()).toList();
    }

    @Test
    void whatTheProcessorMadeOfItIsSaidAndItsReplyBehindIt() {
        say(alice, "a", "1");
        say(bob, "b", null);
        assertThat(heard).isEmpty();

        words.reply(0, "well");
        words.text(1, "B");
        timer.turn();

        assertThat(heard).containsExactly("1 alice: a (1)", "2 ~words: well (null)", "3 bob: B (null)");
    }

    @Test
    void whatIsSaidAgainWhileItIsOnItsWayIsTheSameMessage() throws Exception {
        say(alice, "a", "1");
        say(alice, "a", "1");
        words.text(0, "A");
        timer.turn();
        say(alice, "a", "1");

        assertThat(words.given()).containsExactly("a");
        assertThat(heard).containsExactly("1 alice: A (1)");
        settle();
        assertThat(told).hasSize(1).first().isInstanceOf(Event.Message.class);
        assertThat(((Event.Message) told.element()).text()).isEqualTo("A");
    }

    @Test
    void whoComesBackAndSaysItAgainIsHeardOnceThoughTheFirstSeatIsGone() throws Exception {
        say(alice, "a", "1");
        room.leave(alice.member());
        Seat back = seat("alice");
        say(back, "a", "1");

        words.text(0, "A");
        timer.turn();

        assertThat(heard).containsExactly("1 alice: A (1)");
        assertThat(refused()).isEmpty();
    }

    @Test
    void allWhoSaidItAreToldOfARefusal() throws Exception {
        say(alice, "a", "1");
        say(alice, "a", "1");
        words.refuse(0, "no");
        timer.turn();

        assertThat(refused())
                .containsExactly(
                        new Refusal(Reason.NOT_ALLOWED, "The processor 'words' refused that: no"),
                        new Refusal(Reason.NOT_ALLOWED, "The processor 'words' refused that: no"));
        say(alice, "a", "1");
        assertThat(words.given()).hasSize(2);
    }

    @Test
    void whoLeavesMeanwhileIsNotHeardAndMaySayItAgainUnderTheSameId() throws Exception {
        say(alice, "a", "1");
        room.leave(alice.member());
        words.text(0, "A");
        timer.turn();

        assertThat(heard).isEmpty();
        assertThat(refused()).extracting(Refusal::reason).containsExactly(Reason.NOT_IN_ROOM);
        say(seat("alice"), "a", "1");
        words.text(1, "A");
        timer.turn();
        assertThat(heard).containsExactly("1 alice: A (1)");
    }

    @Test
    void whoIsSilencedMeanwhileIsNotHeard() throws Exception {
        say(alice, "a", "1");
        keeper.rules(rules(0, Standing.none("alice").withRole("reader")));
        words.text(0, "A");
        timer.turn();

        assertThat(heard).isEmpty();
        assertThat(refused()).extracting(Refusal::reason).containsExactly(Reason.NOT_ALLOWED);
    }

    private static RoomRules rules(int slowSeconds, Standing... standings) {
        RoomInfo info = new RoomInfo(1, "lab", "", "nothing", "mo", 0, 0, "public", false, slowSeconds);
        return RoomRules.of(new Rules(info, List.of(standings)));
    }

    @Test
    void inASlowRoomWhatIsOnItsWayCountsAlready() throws Exception {
        keeper.rules(rules(30));
        say(alice, "a", "1");
        say(alice, "b", "2");
        words.text(0, "A");
        timer.turn();

        assertThat(refused()).extracting(Refusal::reason).containsExactly(Reason.TOO_FAST);
        assertThat(heard).containsExactly("1 alice: A (1)");
    }

    @Test
    void whoIsNotInTheRoomReachesNoProcessor() throws Exception {
        room.leave(alice.member());
        say(alice, "a", null);

        assertThat(words.given()).isEmpty();
        assertThat(refused()).extracting(Refusal::reason).containsExactly(Reason.NOT_IN_ROOM);
    }

    @Test
    void whatWaitsForAllThatWasSaidWaitsForTheProcessor() {
        say(alice, "a", null);
        speech.whenSaid(() -> heard.add("then"));
        words.text(0, "A");
        timer.turn();

        assertThat(heard).containsExactly("1 alice: A (null)", "then");
    }

    @Test
    void inARoomThatHasEndedWhatIsOnItsWayIsRefused() throws Exception {
        say(alice, "a", null);
        speech.close(new Refusal(Reason.NO_SUCH_ROOM, "over"));
        words.text(0, "A");
        timer.turn();

        assertThat(refused()).containsExactly(new Refusal(Reason.NO_SUCH_ROOM, "over"));
    }

    @Test
    void aRoomThatHasNoProcessorsAnyMoreKeepsItsOrder() {
        say(alice, "a", "1");
        speech.pass(null, timer);
        say(bob, "b", "2");
        assertThat(heard).isEmpty();
        words.text(0, "A");
        timer.turn();
        say(alice, "c", "3");

        assertThat(heard).containsExactly("1 alice: A (1)", "2 bob: b (2)", "3 alice: c (3)");
        assertThat(words.given()).containsExactly("a");
    }

    @Override
    public void said(Event.Message m, RoomRules rules) {
        heard.add(m.seq() + " " + m.from() + ": " + m.text() + " (" + m.id() + ")");
    }

    @Override
    public void opened(RoomLog opened, List<Event.Message> recent) {
        log = opened;
        room.resume(opened.epoch(), opened.last());
    }

    @Override
    public void stored(Event.Message message) {
        speech.stored(message);
    }

    @Override
    public void failed(Refusal why) {
        speech.failed(why);
    }

    @Override
    public void notOpened(Refusal why) {
        throw new AssertionError(why);
    }

    @Override
    public void tell(Event event) {
        told.add(event);
    }

    @Override
    public boolean entered(Seat seat, Event joined) {
        throw new AssertionError();
    }

    @Override
    public void seated() {
        throw new AssertionError();
    }

    @Override
    public void turnedAway(Seat seat, Event refused) {
        throw new AssertionError();
    }

    @Override
    public void removed(Seat seat, String why) {
        throw new AssertionError();
    }

    @Override
    public void joined(String joinedRoom, String nick, RoomRules rules) {
        throw new AssertionError();
    }

    @Override
    public void left(String leftRoom, String nick, boolean meant, RoomRules rules) {
        throw new AssertionError();
    }
}
