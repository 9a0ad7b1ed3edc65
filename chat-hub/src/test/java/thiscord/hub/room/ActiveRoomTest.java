package thiscord.hub.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.hub.board.HeldBoard;
import thiscord.hub.engine.Member;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.log.RingLogs;
import thiscord.hub.log.RoomLog;
import thiscord.hub.log.RoomLogs;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Refusal;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.rules.RoomRules;

@Timeout(30)
class ActiveRoomTest implements RoomObserver {
    private final DefaultEventLoop rooms = new DefaultEventLoop();
    private final DefaultEventLoop sessions = new DefaultEventLoop();
    private final Loop[] loops = {new Loop(rooms, 0), new Loop(sessions, 1)};
    private final Dialect json = new JsonDialect();
    private final ConcurrentLinkedQueue<String> observed = new ConcurrentLinkedQueue<>();

    private final ActiveRoom room = new ActiveRoom(
            new RoomCard(1, "lab", "", Keeps.NOTHING, 0, RoomRules.open("lab")),
            100,
            loops[0],
            new FanOut(loops, new Dialect[] {json, json}),
            this,
            null,
            new HeldBoard(),
            name -> null,
            failed -> {});

    @AfterEach
    void stop() {
        rooms.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        sessions.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Override
    public void joined(String name, String nick, RoomRules rules) {
        observed.add("+" + nick);
    }

    @Override
    public void left(String name, String nick, boolean meant, RoomRules rules) {
        observed.add("-" + nick);
    }

    @Override
    public void said(Event.Message message, RoomRules rules) {}

    private static void turn(Executor loop) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(done::countDown);
        done.await();
    }

    private record Peer(boolean ended, CountDownLatch asked) implements Occupant {
        @Override
        public boolean entered(Seat seat, Event joined) {
            asked.countDown();
            return !ended;
        }

        @Override
        public void seated() {}

        @Override
        public void turnedAway(Seat seat, Event refused) {}

        @Override
        public void removed(Seat seat, String why) {}

        @Override
        public void tell(Event event) {}
    }

    private Peer join(boolean ended) {
        Peer peer = new Peer(ended, new CountDownLatch(1));
        seat(peer);
        return peer;
    }

    private Seat seat(Peer peer) {
        Subscription reading = new Subscription("lab", json, null, room.feed());
        Seat seat = new Seat(room, new Member("bob"), reading, loops[1], peer);
        room.join(seat, new Command.Join("lab", Command.Join.NONE, null, 0, null));
        return seat;
    }

    /** Logs that tell what they stored only when {@code late} is run. */
    private record SlowLogs(RingLogs logs, Queue<Runnable> late) implements RoomLogs {
        @Override
        public void open(long id, String name, Keeps keeps, Executor loop, RoomLog.Listener to) {
            logs.open(id, name, keeps, loop, new RoomLog.Listener() {
                @Override
                public void opened(RoomLog log, List<Event.Message> recent) {
                    to.opened(log, recent);
                }

                @Override
                public void notOpened(Refusal why) {
                    to.notOpened(why);
                }

                @Override
                public void stored(Event.Message message) {
                    late.add(() -> to.stored(message));
                }

                @Override
                public void failed(Refusal why) {
                    to.failed(why);
                }
            });
        }

        @Override
        public CompletionStage<Kept> kept() {
            return logs.kept();
        }

        @Override
        public void belongTo(String house) {
            logs.belongTo(house);
        }

        @Override
        public void erase(long id) {
            logs.erase(id);
        }
    }

    @Test
    void aTopicThatWasSetElsewhereComesBehindWhatWasSaidBefore() throws Exception {
        Queue<Runnable> late = new ConcurrentLinkedQueue<>();
        room.open(new SlowLogs(new RingLogs("e"), late), rooms);
        Peer there = new Peer(false, new CountDownLatch(1));
        Seat seat = seat(there);
        there.asked().await();
        room.say(seat, "hello", false, null);

        room.setTopic("new", "ann");

        turn(rooms);
        turn(rooms);
        assertThat(late).hasSize(1);
        assertThat(room.topic()).isEmpty();
        rooms.execute(late.remove());
        turn(rooms);
        assertThat(room.topic()).isEqualTo("new");
    }

    @Test
    void whoEndedAtTheDoorIsOutBeforeAnotherComesInUnderTheNick() throws Exception {
        join(true);
        Peer there = join(false);
        List<Runnable> opening = new ArrayList<>();
        room.open(new RingLogs("e"), opening::add);

        rooms.execute(() -> opening.forEach(Runnable::run));
        there.asked().await();
        turn(sessions);
        turn(rooms);

        assertThat(observed).containsExactly("+bob", "-bob", "+bob");
        assertThat(room.size()).isEqualTo(1);
    }
}
