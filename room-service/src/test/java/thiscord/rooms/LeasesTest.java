package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.rules.Access;

/** Rooms that end, with a clock that is moved by hand and a store that is opened again and again. */
@Timeout(60)
class LeasesTest {
    private static final Who ALICE = new Who("alice", "here");

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-12-01T00:00:00Z");
    private final List<PlaneEvent> events = new ArrayList<>();
    private final List<String> erased = new ArrayList<>();

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private Directory open() {
        RoomStore store = SqliteRoomStore.open(folder);
        RoomTable table = new RoomTable(RoomLimits.DEFAULT, Keeps.NOTHING, store.lastId());
        return new Directory(
                table, new ChangeFeed(1000), store, new RoomEvents("n", "i", clock, events::add, erased::add), clock);
    }

    private static List<String> told(Directory directory) throws InterruptedException {
        return directory.changes(new Directory.Follower(), 0, 0).list().stream()
                .filter(one -> one.kind().equals(Change.NOTICE) || one.kind().equals(Change.DELETED))
                .map(one -> one.text().replaceFirst(" ends within (.*?), at .*", " $1"))
                .toList();
    }

    /** Lets that time pass, or come back, with a restart before it, and tells what was said. */
    private List<String> after(Duration time) throws InterruptedException {
        now = now.plus(time);
        try (Directory directory = open()) {
            directory.passTime();
            directory.passTime();
            return told(directory);
        }
    }

    private void create(String name, Duration lifetime) {
        try (Directory directory = open()) {
            directory
                    .create(new RoomSpec(name, "", "", "", lifetime.toSeconds()), ALICE)
                    .value();
        }
    }

    @Test
    void eachWarningIsToldOnceAcrossRestartsAndWhateverTheClockDoes() throws Exception {
        create("lab", Duration.ofDays(7));

        assertThat(after(Duration.ofDays(5))).isEmpty();
        assertThat(after(Duration.ofDays(1))).containsExactly("This room 24 hours");
        assertThat(after(Duration.ofDays(-3))).isEmpty();
        assertThat(after(Duration.ofDays(3))).isEmpty();
        assertThat(after(Duration.ofHours(23).plusMinutes(56))).containsExactly("This room 5 minutes");
        assertThat(after(Duration.ofMinutes(-30))).isEmpty();
        assertThat(after(Duration.ofMinutes(33))).isEmpty();
        assertThat(after(Duration.ofMinutes(1))).containsExactly("The room has ended, and all in it is erased.");
        assertThat(after(Duration.ZERO)).isEmpty();

        assertThat(events)
                .extracting(PlaneEvent::type)
                .containsSubsequence("room.ending", "room.ending", "room.deleted");
        assertThat(erased).containsExactly("lab");
    }

    @Test
    void aRoomIsNotWarnedOfWhatWasNearWhenItsEndWasSet() throws Exception {
        create("brief", Duration.ofMinutes(30));

        assertThat(after(Duration.ofMinutes(1))).isEmpty();
        assertThat(after(Duration.ofMinutes(24))).containsExactly("This room 5 minutes");
    }

    @Test
    void anybodyAsksForMoreTimeAndOnlyOwnersGiveIt() throws Exception {
        create("lab", Duration.ofMinutes(4));
        try (Directory directory = open()) {
            Decision asked = new Decision("lease", "lab", "bob", "", "more 2h", "", "", "");
            assertThat(directory.decide(asked, "").value().lines()).containsExactly("Its owners are asked.");
            Decision taken = new Decision("lease", "lab", "bob", "", "none", "", "", "");
            assertThat(directory.decide(taken, "").refusal().text())
                    .isEqualTo("Only an owner of 'lab' may say when it ends; 'bob' is a member.");
            assertThat(told(directory)).containsExactly("bob asks for 2h more; an owner gives it with /lease more 2h");

            Decision given = new Decision("lease", "lab", "alice", "", "more 2h", "", "", "");
            assertThat(directory.decide(given, "").value().noticed()).isTrue();
            assertThat(directory.describe("lab").value().endsAt())
                    .isEqualTo(now.plus(Duration.ofMinutes(124)).toEpochMilli());
        }
        assertThat(after(Duration.ofMinutes(65))).containsExactly("This room 1 hour");
    }

    @Test
    void theAuditLogSaysWhoDidWhatAndOfAnErasedRoomOnlyThatItWas() {
        create("lab", Duration.ofDays(1));
        try (Directory directory = open()) {
            directory.setTopic("lab", "a secret topic", ALICE);
            directory.decide(new Decision("mute", "lab", "alice", "eve", "7d", "spam", "", ""), "192.0.2.9");

            assertThat(directory.audit("lab", "alice", Long.MAX_VALUE, 0).value())
                    .extracting(one -> one.by() + " " + one.from() + " " + one.action() + " " + one.about())
                    .containsExactly("alice 192.0.2.9 mute eve", "alice here topic ", "alice here created ");
            assertThat(directory
                            .audit("lab", "eve", Long.MAX_VALUE, 0)
                            .refusal()
                            .text())
                    .contains("Only a moderator of 'lab' may see what was decided when");

            directory.delete("lab", ALICE);
            List<AuditLine> left =
                    directory.audit("", "alice", Long.MAX_VALUE, 0).value();
            assertThat(left)
                    .extracting(AuditLine::action, AuditLine::room, AuditLine::roomId)
                    .hasSize(1);
            assertThat(left.get(0))
                    .hasToString(left.get(0).toString())
                    .extracting(AuditLine::action)
                    .isEqualTo("deleted");
            assertThat(directory.audit("", "eve", Long.MAX_VALUE, 0).value()).isEmpty();
        }
    }

    private Connection other() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("rooms.db"));
    }

    @Test
    void aRoomThatCannotBeErasedHoldsUpNoOther() throws Exception {
        create("first", Duration.ofHours(2));
        create("second", Duration.ofHours(2));
        now = now.plus(Duration.ofHours(3));
        try (Directory directory = open();
                Connection other = other();
                Statement sql = other.createStatement()) {
            sql.execute("create trigger stuck before delete on room when old.name = 'first'"
                    + " begin select raise(abort, 'not this one'); end");
            assertThatThrownBy(directory::passTime).hasMessageContaining("not this one");
            assertThat(directory.names()).containsExactly("first");

            sql.execute("drop trigger stuck");
            sql.execute("insert into erased values (1, 0)");
            directory.passTime();
            assertThat(directory.names()).isEmpty();
        }
    }

    @Test
    void whatIsErasedWhileSomebodyReadsTheFileIsOverwrittenAfterwards() throws Exception {
        create("lab", Duration.ZERO);
        try (Directory directory = open();
                Connection other = other();
                Statement sql = other.createStatement()) {
            sql.execute("begin");
            sql.executeQuery("select count(*) from room").close();
            assertThat(directory.delete("lab", ALICE).refusal()).isNull();
            assertThat(folder.resolve("rooms.db-wal")).isNotEmptyFile();
            sql.execute("rollback");

            directory.passTime();

            assertThat(folder.resolve("rooms.db-wal")).isEmptyFile();
        }
    }

    private static Decision decision(String action, String room, String by, String value) {
        return new Decision(action, room, by, "", value, "", "", "");
    }

    @Test
    void nobodyPushesTheLinesOfOthersOutOfTheAuditLogAndWhatChangesNothingIsNoLine() {
        create("lab", Duration.ZERO);
        create("loud", Duration.ZERO);
        try (Directory directory = open()) {
            for (int i = 0; i < 3; i++) {
                directory.decide(decision("lock", "lab", "alice", ""), "");
                directory.setTopic("lab", "same", ALICE);
            }
            assertThat(directory.audit("lab", "alice", Long.MAX_VALUE, 0).value())
                    .extracting(AuditLine::action)
                    .containsExactly("topic", "lock", "created");
        }
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            RoomRecord loud = new RoomRecord(2, "loud", "", Keeps.NOTHING, "alice", 0, Access.PUBLIC);
            List<Mutation> many = new ArrayList<>();
            for (int i = 0; i < AuditLog.MOST_OF_ROOM + 10; i++) {
                many.add(new Mutation.TopicSet(loud, "t" + i));
            }
            store.write(many, ALICE, now.toEpochMilli());
            assertThat(store.audit(new AuditLog.Question(Map.of(2L, "loud"), "", Long.MAX_VALUE, 0, 10_000)))
                    .hasSize(AuditLog.MOST_OF_ROOM);
            assertThat(store.audit(new AuditLog.Question(Map.of(1L, "lab"), "", Long.MAX_VALUE, 0, 10_000)))
                    .hasSize(3);
        }
    }

    @Test
    void moreTimeIsAskedForOnceAnHourByWhoMaySpeak() {
        create("lab", Duration.ofHours(5));
        try (Directory directory = open()) {
            Decision asks = decision("lease", "lab", "bob", "more 2h");
            assertThat(directory.decide(asks, "").refusal()).isNull();
            assertThat(directory.decide(asks, "").refusal().text()).contains("once an hour");
            now = now.plus(Duration.ofHours(1));
            assertThat(directory.decide(asks, "").refusal()).isNull();

            directory.decide(new Decision("mute", "lab", "alice", "eve", "", "", "", ""), "");
            assertThat(directory
                            .decide(decision("lease", "lab", "eve", "more 2h"), "")
                            .refusal()
                            .text())
                    .contains("You are muted");
        }
    }
}
