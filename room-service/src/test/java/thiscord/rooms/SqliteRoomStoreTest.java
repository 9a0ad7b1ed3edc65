package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;

@Timeout(60)
class SqliteRoomStoreTest {
    private static final RoomRecord LAB =
            new RoomRecord(1, "Lab", "smoke 雪", Objects.requireNonNull(Keeps.parse("7d")), "alice", 123, Access.PUBLIC);

    @TempDir
    private Path folder;

    private List<Mutation> reopened() {
        List<Mutation> all = new ArrayList<>();
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            store.load(all::add);
        }
        return all;
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            store.write(List.of(
                    new Mutation.Created(LAB), new Mutation.Joined(LAB, "Bob"), new Mutation.Joined(LAB, "eve")));
            store.write(List.of(new Mutation.TopicSet(LAB, "fire"), new Mutation.Left(LAB, "eve")));
        }

        assertThat(reopened())
                .containsExactly(
                        new Mutation.Created(LAB.withTopic("fire")), new Mutation.Joined(LAB.withTopic("fire"), "Bob"));
    }

    @Test
    void whatEndsAWriteFromWithinIsNamedAndTheNextOneWorks() throws Exception {
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            // As a full disk does, this takes the transaction away with it.
            other("create trigger full before insert on room begin select raise(rollback, 'the disk is full'); end");
            RoomStore.StoreFailure failure = catchThrowableOfType(
                    RoomStore.StoreFailure.class, () -> store.write(List.of(new Mutation.Created(LAB))));
            assertThat(failure).hasMessageContaining("the disk is full");

            other("drop trigger full");
            store.write(List.of(new Mutation.Created(LAB)));
        }
        assertThat(reopened()).containsExactly(new Mutation.Created(LAB));
    }

    private void other(String statement) throws Exception {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("rooms.db"));
                Statement s = sql.createStatement()) {
            s.execute(statement);
        }
    }

    @Test
    void allOfAWriteOrNoneIsStored() {
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            catchThrowableOfType(
                    RoomStore.StoreFailure.class,
                    () -> store.write(List.of(new Mutation.Created(LAB), new Mutation.Created(LAB))));
            store.write(List.of());
        }

        assertThat(reopened()).isEmpty();
    }

    @Test
    void anIdIsRememberedAfterItsRoomWasDeletedAndNothingOfTheRoomStaysInTheFiles() throws Exception {
        RoomRecord secret =
                new RoomRecord(41, "whisper-room", "zq-secret-topic", Keeps.ALL, "zq-alice", 1, Access.PUBLIC);
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            store.write(List.of(new Mutation.Created(secret), new Mutation.Joined(secret, "zq-bob")));
            store.write(List.of(new Mutation.Deleted(secret)));

            assertThat(store.lastId()).isEqualTo(41);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertThat(bytes).as(file.toString()).doesNotContain("whisper", "zq-");
                }
            }
        }
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            assertThat(store.lastId()).isEqualTo(41);
        }
    }

    private Failure refusedToOpen() {
        return catchThrowableOfType(Failure.class, () -> SqliteRoomStore.open(folder));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve(RoomsFile.NAME), "my holiday diary");

        Failure failure = refusedToOpen();

        assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(failure).hasMessageContaining("--data").hasMessageContaining("not a SQLite file");
        assertThat(file).hasContent("my holiday diary");
    }

    private void run(String... statements) throws Exception {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(RoomsFile.NAME));
                Statement s = sql.createStatement()) {
            for (String one : statements) {
                s.execute(one);
            }
        }
    }

    @Test
    void theDatabaseOfAnotherProgramIsRefused() throws Exception {
        run("create table recipes (name text)");

        assertThat(refusedToOpen()).hasMessageContaining("another program").hasMessageContaining("--data");
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws Exception {
        SqliteRoomStore.open(folder).close();
        run("pragma user_version = 99");

        assertThat(refusedToOpen()).hasMessageContaining("newer version (99").hasMessageContaining("--data");
    }

    @Test
    void aDamagedFileIsRefused() throws Exception {
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            for (int i = 1; i < 200; i++) {
                store.write(List.of(new Mutation.Created(
                        new RoomRecord(i, "room" + i, "t".repeat(200), Keeps.ALL, "a", 0, Access.PUBLIC))));
            }
        }
        Path file = folder.resolve(RoomsFile.NAME);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 4096 * 2; i < bytes.length - 4096; i++) {
            bytes[i] = (byte) 0xA5;
        }
        Files.write(file, bytes);

        assertThat(refusedToOpen().exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @Test
    void rulesAndWhatIsDecidedAboutPeopleAreThereAfterReopening() {
        RoomRecord ruled = LAB.withAccess(Access.INVITED).withLocked(true).withSlow(30);
        Standing eve = Standing.none("eve")
                .withBan(new Restriction(Restriction.FOR_GOOD, "alice", "spam"))
                .withMute(new Restriction(5, "bob", ""));
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            store.write(List.of(new Mutation.Created(LAB), Moderation.owns(LAB), new Mutation.Stood(LAB, eve)));
            store.write(List.of(
                    new Mutation.Ruled(ruled),
                    new Mutation.Stood(LAB, eve.withRole("reader")),
                    new Mutation.Expelled(LAB, "eve", "told, not stored")));
            store.write(List.of(new Mutation.Stood(LAB, Standing.none("bob").withRole("reader"))));
            store.write(List.of(new Mutation.Stood(LAB, Standing.none("bob"))));
        }

        assertThat(reopened())
                .containsExactly(
                        new Mutation.Created(ruled),
                        new Mutation.Stood(ruled, Standing.none("alice").withRole("owner")),
                        new Mutation.Stood(ruled, eve.withRole("reader")));
    }

    @Test
    void aFileOfVersionOneIsBroughtUpAndItsCreatorsAreOwners() throws Exception {
        Files.copy(Path.of("src/test/resources/rooms-version-1.db"), folder.resolve(RoomsFile.NAME));

        List<Mutation> first = reopened();

        RoomRecord lab = ((Mutation.Created) first.get(0)).room();
        RoomRecord den = ((Mutation.Created) first.get(1)).room();
        assertThat(lab.name() + lab.topic() + lab.keeps() + lab.createdBy()).isEqualTo("labsmoke7dalice");
        assertThat(lab.access()).isEqualTo(Access.PUBLIC);
        assertThat(lab.locked()).isFalse();
        assertThat(lab.slowSeconds()).isZero();
        assertThat(first.subList(2, 5))
                .containsExactly(
                        new Mutation.Stood(lab, Standing.none("alice").withRole("owner")),
                        new Mutation.Stood(den, Standing.none("Bob").withRole("owner")),
                        new Mutation.Joined(lab, "alice"));
        assertThat(reopened()).isEqualTo(first);
    }
}
