package thiscord.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.DataFolder;
import thiscord.cli.Failure;

class BackupTest {
    @TempDir
    Path folder;

    private Path data;
    private Path file;
    private Path target;

    @BeforeEach
    void fill() throws Exception {
        data = Files.createDirectories(folder.resolve("data/more/deep"))
                .getParent()
                .getParent();
        file = folder.resolve("backup.zip");
        target = folder.resolve("target");
        Files.writeString(data.resolve("more/deep/note.txt"), "a note");
        Files.writeString(data.resolve("up.lock"), "");
        for (String secret : List.of("people.admin", "people.copy", "tickets.key", "hubs.secret")) {
            Files.writeString(data.resolve(secret), "not for who has a backup");
        }
        Files.writeString(Files.createDirectory(data.resolve("events")).resolve("1.journal"), "said in a room");
        Files.writeString(
                Files.createDirectories(data.resolve("mailboxes/7000")).resolve("server"), "a token");
        for (String name : List.of("rooms.db", "other.db")) {
            try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(name));
                    Statement s = sql.createStatement()) {
                s.execute("create table t (x text)");
                s.execute("insert into t values ('" + name + " " + "x".repeat(5000) + "')");
            }
        }
    }

    /** How many locks there are on a file. */
    private static long locks(Path file) throws IOException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        return Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(line -> line.contains(inode))
                .count();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerThatBacksUpItsOwnFolderKeepsItsLocks() throws Exception {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("rooms.db"));
                Statement s = sql.createStatement()) {
            s.execute("pragma journal_mode = wal");
            s.execute("insert into t values ('only in the WAL')");
            long before = locks(data.resolve("rooms.db"));
            assertThat(before).as("SQLite holds one").isPositive();

            int files;
            try (OutputStream to = Files.newOutputStream(file)) {
                files = Backup.write(data, folder.resolve("copies"), to);
            }

            assertThat(files).isEqualTo(3);
            assertThat(locks(data.resolve("rooms.db"))).isEqualTo(before);
            assertThat(folder.resolve("copies")).doesNotExist();
            assertThat(Backup.mostCopied(data)).isGreaterThan(Files.size(data.resolve("other.db")));
        }
        restore(false);
        assertThat(Files.readString(target.resolve("rooms.db"), StandardCharsets.ISO_8859_1))
                .contains("only in the WAL");
    }

    private Path restore(boolean replace) throws IOException {
        try (Archive archive = Archive.open(file)) {
            return Restore.to(target, archive, replace);
        }
    }

    private void refuses(String why) throws IOException {
        assertThatThrownBy(() -> restore(false)).isInstanceOf(IOException.class).hasMessageContaining(why);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).allMatch(path -> path.equals(data) || path.equals(file));
        }
    }

    @Test
    void everyFileComesBackAsItWasForItsOwnerAloneAndLocksDoNot() throws IOException {
        Manifest made = Backup.write(data, file);

        assertThat(made.files())
                .extracting(Manifest.Item::name)
                .as("rooms come last, so that no message is of a room that the backup does not have yet")
                .containsExactly("more/deep/note.txt", "other.db", "rooms.db");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(restore(false)).isNull();
        assertThat(target.resolve("more/deep/note.txt")).hasContent("a note");
        assertThat(target.resolve("up.lock")).doesNotExist();
        assertThat(target.resolve("tickets.key")).doesNotExist();
        assertThat(target.resolve("events")).doesNotExist();
        assertThat(Files.readString(target.resolve("rooms.db"), StandardCharsets.ISO_8859_1))
                .contains("rooms.db xxxx");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwx------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(data, file, target);
        }
    }

    @Test
    void aFolderInUseAndOneThatIsNotEmptyAreLeftAlone() throws IOException {
        Backup.write(data, file);
        try (DataFolder used = DataFolder.take(target, "hub")) {
            assertThatThrownBy(() -> restore(true))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(used.path().toString());
        }
        try (DataFolder used = DataFolder.take(target.resolve("events"), "journal")) {
            assertThatThrownBy(() -> restore(true))
                    .hasMessageContaining(used.path().toString());
        }
        Files.writeString(target.resolve("mine"), "mine");
        assertThatThrownBy(() -> restore(false)).isInstanceOf(IOException.class);
        assertThat(target.resolve("mine")).hasContent("mine");

        Path aside = restore(true);

        assertThat(aside.resolve("mine")).hasContent("mine");
        assertThat(target.resolve("rooms.db")).exists();
        assertThat(target.resolve("mine")).doesNotExist();
    }

    @Test
    void whatWasThereIsPutBackIfTheBackupCanNotTakeItsPlace() throws IOException {
        Backup.write(data, file);
        Files.writeString(Files.createDirectory(target).resolve("mine"), "mine");
        Restore.Move once = (from, to) -> {
            if (from.toString().contains(".restoring-")) {
                throw new AccessDeniedException(from.toString());
            }
            Restore.Move.ATOMIC.move(from, to);
        };

        assertThatThrownBy(() -> replaceBy(once))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("AccessDenied");

        assertThat(target.resolve("mine")).hasContent("mine");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(data, file, target);
        }
    }

    @Test
    void ifAServerMakesTheFolderAnewMeanwhileTheErrorNamesWhereThatIsWhichWasThere() throws IOException {
        Backup.write(data, file);
        Files.writeString(Files.createDirectory(target).resolve("mine"), "mine");
        List<Path> aside = new ArrayList<>();
        Restore.Move raced = (from, to) -> {
            Restore.Move.ATOMIC.move(from, to);
            if (from.equals(target)) {
                aside.add(to);
                Files.writeString(Files.createDirectory(target).resolve("fresh"), "of a server");
            }
        };

        assertThatThrownBy(() -> replaceBy(raced))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("what was there is in " + aside.get(0))
                        .contains("stop the servers")
                        .doesNotContain("\n"));

        assertThat(aside)
                .singleElement()
                .satisfies(path -> assertThat(path.resolve("mine")).hasContent("mine"));
        assertThat(target.resolve("fresh")).hasContent("of a server");
    }

    private void replaceBy(Restore.Move move) throws IOException {
        try (Archive archive = Archive.open(file)) {
            Restore.to(target, archive, true, move);
        }
    }

    @Test
    void nothingIsOverwrittenAndNothingIsLeftWhenItFails() throws IOException {
        Files.writeString(file, "mine");
        assertThatThrownBy(() -> Backup.write(data, file)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("mine");
        assertThatThrownBy(() -> Backup.write(data, folder.resolve("none/backup.zip")))
                .isInstanceOf(IOException.class);
        Files.write(data.resolve("rooms.db"), new byte[3000]);
        byte[] damaged = Files.readAllBytes(data.resolve("other.db"));
        java.util.Arrays.fill(damaged, 4096, damaged.length, (byte) 0x77);
        Files.write(data.resolve("other.db"), damaged);
        Files.delete(file);
        assertThatThrownBy(() -> Backup.write(data, file)).hasMessageContaining("other.db");

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(data);
        }
    }

    @Test
    void aBackupThatWasCutAnywhereIsRefused() throws IOException {
        Backup.write(data, file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 1 + whole.length / 40) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            refuses("");
        }
    }

    @Test
    void aBackupWithAChangedByteIsRefusedOrComesBackWhole() throws IOException {
        Backup.write(data, file);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 1 + whole.length / 150) {
            byte[] bad = whole.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            try {
                restore(false);
                // A byte that means nothing, such as a time in a zip header.
                assertThat(Files.readAllBytes(target.resolve("more/deep/note.txt")))
                        .isEqualTo("a note".getBytes(StandardCharsets.UTF_8));
                SqliteFiles.check(target.resolve("rooms.db"));
                StagingFolder.delete(target);
            } catch (IOException e) {
                assertThat(target).doesNotExist();
            }
        }
    }

    private void zip(Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    private static byte[] manifest(Manifest.Item... items) {
        return new Manifest(Instant.now(), "0", List.of(items)).text().getBytes(StandardCharsets.UTF_8);
    }

    private static Manifest.Item item(String name, byte[] content) throws IOException {
        return Hashing.copy(
                new java.io.ByteArrayInputStream(content), OutputStream.nullOutputStream(), content.length, name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/etc/evil",
                "a/../../evil",
                "..",
                "a/..",
                "./a",
                "a//b",
                "a\\..\\evil",
                "C:evil",
                "a\u0000b",
                "up.lock",
                "rooms.db-wal",
                ".hidden",
                "a/b/c/d/e"
            })
    void noNameLeadsOutOfTheFolderOrBesideAFileInUse(String name) throws IOException {
        byte[] evil = "evil".getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(name, evil);
        entries.put(Manifest.NAME, manifest(item(name, evil)));
        zip(entries);
        refuses("");

        entries.put(Manifest.NAME, manifest());
        zip(entries);
        refuses("its list does not have");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void aForeignZipANewerBackupAndOneThatLacksOrSwellsAreRefused() throws IOException {
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        zip(Map.of("a", text));
        refuses("no backup of ThisCord");
        zip(Map.of(Manifest.NAME, "thiscord backup 2\n".getBytes(StandardCharsets.UTF_8)));
        refuses("newer version");
        zip(Map.of(Manifest.NAME, manifest(item("a", text))));
        refuses("it lacks a");
        Manifest.Item honest = item("a", text);
        zip(Map.of("a", new byte[1 << 20], Manifest.NAME, manifest(honest)));
        refuses("not what was packed");
        zip(Map.of(
                "a", text, Manifest.NAME, manifest(new Manifest.Item(honest.sha256(), 999_999_999_999_999_999L, "a"))));
        refuses("it needs");
        List<Manifest.Item> many = new ArrayList<>();
        for (int i = 0; i <= Manifest.MOST_FILES; i++) {
            many.add(item("f" + i, text));
        }
        zip(Map.of(Manifest.NAME, manifest(many.toArray(new Manifest.Item[0]))));
        refuses("damaged");
        byte[] noDatabase = "SQLite format 3\0and then something else".getBytes(StandardCharsets.UTF_8);
        zip(Map.of("rooms.db", noDatabase, Manifest.NAME, manifest(item("rooms.db", noDatabase))));
        refuses("rooms.db");
    }
}
