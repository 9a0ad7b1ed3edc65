package thiscord.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Failure;
import thiscord.cli.SqliteFile;
import thiscord.hub.log.Durability;
import thiscord.hub.log.MailLimits;
import thiscord.hub.log.MessageLog;

/** A backup that somebody else made or changed, with hashes of its own. */
class ForeignBackupTest {
    @TempDir
    Path folder;

    private Path file;
    private Path target;

    @BeforeEach
    void names() throws IOException {
        // What a data folder may be called.
        Path odd = Files.createDirectory(folder.resolve("a?journal_mode=off#b%20 c"));
        file = odd.resolve("backup.zip");
        target = odd.resolve("target");
    }

    private void zip(Map<String, byte[]> contents) throws IOException {
        List<Manifest.Item> items = new ArrayList<>();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> one : contents.entrySet()) {
                items.add(Hashing.copy(
                        new ByteArrayInputStream(one.getValue()),
                        OutputStream.nullOutputStream(),
                        Long.MAX_VALUE - 1,
                        one.getKey()));
                zip.putNextEntry(new ZipEntry(one.getKey()));
                zip.write(one.getValue());
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(new Manifest(Instant.now(), "0", items).text().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private void restore() throws IOException {
        try (Archive archive = Archive.open(file)) {
            Restore.to(target, archive, false);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void secretsAreLeftOutAndWhatGivesPowerIsSetAside() throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (String name : List.of(
                "tickets.key",
                "Tickets.KEY",
                "hubs.secret",
                "people.admin",
                "people.copy",
                "events/journal.id",
                "mailboxes/7000/server",
                "processors.conf",
                "broker-tokens",
                "server.pem")) {
            contents.put(name, utf8("of a stranger"));
        }
        zip(contents);

        restore();

        try (Stream<Path> files = Files.walk(target)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(path -> target.relativize(path).toString()))
                    .containsExactlyInAnyOrder("processors.conf.restored", "broker-tokens.restored", "server.pem");
        }
    }

    @Test
    void whatIsSignedAndVerifiedComesBackWholeAndWhatWasChangedDoesNot() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("processors.conf"), "mine");
        BackupKey key = BackupKey.read(Files.write(folder.resolve("key"), new byte[32]), "--sign");
        BackupKey other = BackupKey.read(Files.write(folder.resolve("other"), new byte[33]), "--sign");
        Backup.writeSigned(data, file, key);
        try (Archive archive = Archive.open(file)) {
            assertThatThrownBy(() -> archive.verify(other)).hasMessageContaining("another key");
            archive.verify(key);
            Restore.to(target, archive, false);
        }
        assertThat(target.resolve("processors.conf")).hasContent("mine");

        zip(Map.of("processors.conf", utf8("of a stranger")));

        try (Archive archive = Archive.open(file)) {
            assertThatThrownBy(() -> archive.verify(key)).hasMessageContaining("not signed");
        }
        assertThatThrownBy(() -> BackupKey.read(Files.write(folder.resolve("key"), new byte[15]), "--sign"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("16 to 4096");
    }

    private byte[] database(String... more) throws Exception {
        Path made = Files.createTempDirectory(folder, "made");
        MessageLog.start(made, Durability.POWER, MailLimits.DEFAULT).close();
        Path messages = made.resolve("messages.db");
        try (Connection sql = DriverManager.getConnection(SqliteFile.url(messages));
                Statement s = sql.createStatement()) {
            for (String statement : more) {
                s.execute(statement);
            }
        }
        return Files.readAllBytes(messages);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create trigger x after update on room begin insert into house values ('theirs'); end",
                "create view x as select * from room",
                "create virtual table x using fts5(y)",
                "create table x (y text)",
                "create index x on room (lower(name))",
                "alter table room add column x text default 'y'"
            })
    void whatOurProgramDidNotMakeInTheDatabaseIsRefusedBeforeAnythingIsWritten(String statement) throws Exception {
        zip(Map.of("messages.db", database(statement)));

        assertThatThrownBy(this::restore).isInstanceOf(IOException.class).hasMessageContaining("messages.db in it");

        assertThat(target).doesNotExist();
    }

    @Test
    void triggersAreRefusedInEveryDatabaseAndOurOwnIsTaken() throws Exception {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("messages.db", database());
        zip(contents);
        restore();
        assertThat(target.resolve("messages.db")).exists();
        StagingFolder.delete(target);

        contents.put("other.db", database("create trigger x after insert on house begin delete from room; end"));
        zip(contents);
        assertThatThrownBy(this::restore).hasMessageContaining("other.db in it has a trigger 'x'");
    }

    @Test
    void sizesThatAreTogetherTooLargeForANumberAreTooLarge() throws IOException {
        for (int many : List.of(9, 10, 11, 20)) {
            List<Manifest.Item> items = new ArrayList<>();
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                for (int i = 0; i < many; i++) {
                    items.add(new Manifest.Item("0".repeat(64), 999_999_999_999_999_999L, "f" + i));
                    zip.putNextEntry(new ZipEntry("f" + i));
                    zip.closeEntry();
                }
                zip.putNextEntry(new ZipEntry(Manifest.NAME));
                zip.write(utf8(new Manifest(Instant.now(), "0", items).text()));
                zip.closeEntry();
            }
            assertThatThrownBy(this::restore).hasMessageContaining("it needs");
        }
    }

    @Test
    void whatKilledBackupsAndRestoresLeftIsRemovedByTheNext() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("note"), "x");
        Path beside = file.getParent();
        Files.writeString(beside.resolve(".old.zip.999999999.part"), "left");
        Files.writeString(
                Files.createDirectory(beside.resolve(".old.zip.999999999.copies"))
                        .resolve("copy"),
                "left");
        Files.writeString(
                Files.createDirectory(beside.resolve("target.restoring-999999999"))
                        .resolve("messages.db"),
                "left");
        Files.writeString(beside.resolve("mine.part"), "mine");

        Backup.write(data, file);
        restore();

        try (Stream<Path> left = Files.list(beside)) {
            assertThat(left).containsExactlyInAnyOrder(file, target, beside.resolve("mine.part"));
        }
    }

    @Test
    void aDataFolderWithAnyNameIsUsedAndNothingLiesBesideIt() throws Exception {
        MessageLog.start(Files.createDirectory(target), Durability.PROCESS, MailLimits.DEFAULT)
                .close();
        assertThat(target.resolve("messages.db")).isNotEmptyFile();
        Backup.write(target, file);
        StagingFolder.delete(target);
        restore();
        assertThat(target.resolve("messages.db")).isNotEmptyFile();
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactly(file.getParent());
        }
    }
}
