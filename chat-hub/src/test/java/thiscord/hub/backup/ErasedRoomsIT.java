package thiscord.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.board.KeptBoards;
import thiscord.hub.board.Written;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** A room that was erased after a backup was made does not come back with it. */
@Timeout(60)
class ErasedRoomsIT {
    @TempDir
    Path base;

    /** What alice does in a room service on the folder. */
    @FunctionalInterface
    private interface Doing {
        void with(PersonSession alice) throws Exception;
    }

    private void serve(Doing doing) throws Exception {
        try (RoomServer rooms = RoomServer.start(RoomServerSettings.of(base.resolve("data"), 0))) {
            Address at = rooms.registryAddress();
            doing.with(DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                    .login(new Login(RoomService.PROTOCOL, "alice")));
        }
    }

    @Test
    void whatThisHouseErasedSinceStaysErasedAndNoIdIsGivenTwice() throws Exception {
        Path data = base.resolve("data");
        Path file = base.resolve("backup.zip");
        serve(alice -> {
            alice.create(new RoomSpec("lab", "", ""));
            alice.create(new RoomSpec("zqxden", "", "zqxsubject"));
        });
        writeOnBoards(data);
        Backup.write(data, file);
        long[] last = new long[1];
        serve(alice -> {
            alice.delete("zqxden");
            last[0] = alice.create(new RoomSpec("later", "", "")).id();
        });

        try (Archive archive = Archive.open(file)) {
            Restore.to(data, archive, true);
        }

        assertThat(new String(Files.readAllBytes(data.resolve("rooms.db")), StandardCharsets.ISO_8859_1))
                .contains("lab")
                .doesNotContain("zqx");
        assertThat(Files.readString(data.resolve("boards"), StandardCharsets.ISO_8859_1))
                .contains("of the lab")
                .doesNotContain("zqx");
        serve(alice -> {
            List<RoomInfo> rooms = alice.list("");
            assertThat(rooms).extracting(RoomInfo::name).containsExactly("lab");
            assertThat(alice.create(new RoomSpec("newest", "", "")).id()).isGreaterThan(last[0]);
        });
    }

    private static void writeOnBoards(Path data) {
        try (KeptBoards boards = KeptBoards.open(data)) {
            boards.of(1, "lab", Runnable::run).write(new Written("of the lab", "alice", 1), done -> {});
            boards.of(2, "zqxden", Runnable::run).write(new Written("zqxboard", "alice", 1), done -> {});
        }
    }

    @Test
    void aBackupThatIsOlderThanTheNamesOfHousesBringsNothingBackIfItSharesARoomAndElseItIsSaid() throws Exception {
        Path data = base.resolve("data");
        serve(alice -> {
            alice.create(new RoomSpec("lab", "", ""));
            alice.create(new RoomSpec("den", "", ""));
        });
        Path older = Files.createDirectory(base.resolve("older"));
        Files.copy(data.resolve("rooms.db"), older.resolve("rooms.db"));
        run(older, "drop table erased", "drop table house", "drop table audit", "pragma user_version = 3");
        Path strange = Files.createDirectory(base.resolve("strange"));
        Files.copy(older.resolve("rooms.db"), strange.resolve("rooms.db"));
        run(strange, "update room set created_at = 1");
        serve(alice -> alice.delete("den"));

        assertThat(ErasedRooms.carry(data, older)).isTrue();
        assertThat(ErasedRooms.carry(data, strange)).isFalse();

        assertThat(names(older)).containsExactly("lab");
        assertThat(names(strange)).containsExactly("lab", "den");
    }

    private static Connection open(Path folder) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("rooms.db"));
    }

    private static void run(Path folder, String... statements) throws SQLException {
        try (Connection sql = open(folder);
                Statement s = sql.createStatement()) {
            for (String statement : statements) {
                s.execute(statement);
            }
        }
    }

    private static List<String> names(Path folder) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection sql = open(folder);
                Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select name from room order by id")) {
            while (r.next()) {
                names.add(r.getString(1));
            }
        }
        return names;
    }
}
