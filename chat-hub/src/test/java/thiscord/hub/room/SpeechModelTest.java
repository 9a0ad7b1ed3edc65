package thiscord.hub.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.fanout.LoopCounts;
import thiscord.hub.log.RingLogs;
import thiscord.hub.log.RoomLog;
import thiscord.hub.log.RoomLogs;
import thiscord.hub.log.TroubledLog;
import thiscord.hub.moderation.RuleKeeper;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.RoomRules;

/**
 * The engine with its log against a model that is a list: people say things, new and again, while the log fails, heals
 * and is started anew. Random, but the same for the same seed up to the writer's timing: the model holds for every
 * timing.
 */
class SpeechModelTest implements RoomLog.Listener, RoomObserver, Occupant {
    private static final List<String> NICKS = List.of("alice", "bob", "carol");
    private static final long DEADLINE_SECONDS = 20;

    /** Something said, and how it was answered. */
    private static final class Said {
        long seq;
        int refused;
        int again;
    }

    @TempDir
    Path folder;

    private final DefaultEventLoop eventLoop = new DefaultEventLoop();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Event> told = new LinkedBlockingQueue<>();
    private final Map<String, Said> said = new HashMap<>();
    private final List<Event.Message> heard = new ArrayList<>();
    private final Map<String, Seat> seats = new HashMap<>();
    private @Nullable RoomLog log;
    private Room room = newRoom();
    private Speech speech = newSpeech();
    /** By id, how many times what is on its way was said again. */
    private final Map<String, Integer> waitingTwins = new HashMap<>();

    private int asked;
    private int answered;

    private static Room newRoom() {
        return new Room("lab", "", Keeps.ALL, "", 0, 100, event -> {});
    }

    private Speech newSpeech() {
        return new Speech(
                room,
                new RuleKeeper(RoomRules.open("lab")),
                new FanOut(new Loop[0], new Dialect[0]),
                this,
                new LoopCounts());
    }

    @AfterEach
    void stop() {
        eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "4, true", "5, true", "6, false", "7, false"})
    void whatIsStoredIsWhatWasEchoedOnceAndInOneOrder(long seed, boolean kept) throws Exception {
        Random random = new Random(seed);
        try (TroubledLog trouble = new TroubledLog(Files.createDirectory(folder.resolve("log")))) {
            RoomLogs rings = new RingLogs("e");
            open(kept ? trouble.log() : rings);
            int ids = 0;
            for (int step = 0; step < 600; step++) {
                int what = random.nextInt(100);
                if (what < 80) {
                    boolean again = ids > 0 && random.nextInt(3) == 0;
                    int id = again ? ids - random.nextInt(Math.min(ids, 12)) : ++ids;
                    say(NICKS.get(id % NICKS.size()), "c" + id);
                } else if (what < 90) {
                    until(() -> answered >= asked);
                    compare();
                } else if (what < 96) {
                    trouble.suffer(random.nextInt(3) == 0);
                } else if (kept && what < 98) {
                    until(() -> answered >= asked);
                    trouble.restart();
                    open(trouble.log());
                    compare();
                } else {
                    run();
                }
            }
            trouble.suffer(false);
            until(() -> answered >= asked && log().refuses() == null);
            compare();
            assertThat(heard).hasSizeGreaterThan(100);
        }
    }

    private RoomLog log() {
        return Objects.requireNonNull(log);
    }

    private void open(RoomLogs logs) {
        log = null;
        room = newRoom();
        speech = newSpeech();
        for (String nick : NICKS) {
            Member member = new Member(nick);
            room.join(member, null);
            seats.put(nick, new Seat(null, member, null, new Loop(eventLoop, 0), this));
        }
        logs.open(1, "lab", Keeps.ALL, tasks::add, this);
        until(() -> log != null);
    }

    /** Each is asked to be answered once: by its echo, by its echo again, or by a refusal. */
    private void say(String nick, String id) {
        said.computeIfAbsent(id, i -> new Said());
        asked++;
        long before = room.said(seats.get(nick).member(), id);
        if (before > room.last()) {
            // On its way already: the one echo answers both, or each has its refusal.
            waitingTwins.merge(id, 1, Integer::sum);
        }
        speech.say(log(), seats.get(nick), "text of " + id, false, id);
    }

    private void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!so.getAsBoolean()) {
            try {
                Runnable task = tasks.poll(2, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                }
                run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(System.nanoTime())
                    .as("asked %s, answered %s", asked, answered)
                    .isLessThan(end);
        }
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        for (Event event = told.poll(); event != null; event = told.poll()) {
            answered++;
            if (event instanceof Event.Message again) {
                Said first = said.get(again.id());
                assertThat(again.replay()).isTrue();
                assertThat(again.seq()).isEqualTo(first.seq).isPositive();
                assertThat(again.text()).isEqualTo("text of " + again.id());
                first.again++;
            } else {
                Event.Refused refused = (Event.Refused) event;
                said.get(refused.id()).refused++;
            }
        }
    }

    /** The log holds what was heard, no more and no less. */
    private void compare() {
        List<Event.Message> all = new ArrayList<>();
        long newest = log().last();
        for (long after = log().first() - 1;
                after < newest;
                after = all.get(all.size() - 1).seq()) {
            int before = all.size();
            log().read(after, 50, page -> {
                assertThat(page.refusal()).isNull();
                all.addAll(page.messages());
            });
            until(() -> all.size() > before);
        }
        assertThat(all).isEqualTo(heard);
        assertThat(all.stream().map(Event.Message::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, newest).boxed().toList());
        assertThat(all.stream().map(Event.Message::id)).doesNotHaveDuplicates();
    }

    @Override
    public void said(Event.Message message, RoomRules rules) {
        Said one = said.get(message.id());
        assertThat(one.seq).as("stored twice").isZero();
        one.seq = message.seq();
        answered += 1 + Objects.requireNonNullElse(waitingTwins.remove(message.id()), 0);
        heard.add(message);
    }

    @Override
    public void opened(RoomLog opened, List<Event.Message> recent) {
        room.resume(opened.epoch(), opened.last());
        recent.forEach(room::remember);
        log = opened;
    }

    @Override
    public void notOpened(Refusal why) {
        throw new AssertionError(why);
    }

    @Override
    public void stored(Event.Message message) {
        speech.stored(message);
    }

    @Override
    public void failed(Refusal why) {
        waitingTwins.clear();
        speech.failed(why);
    }

    @Override
    public void seated() {
        throw new AssertionError();
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
