package thiscord.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;

class KnownServersTest {
    private static final Address SERVER = new Address("Chat.Example.org", 12_345);
    private static final Fingerprint ONE = Fingerprint.parse("SHA256:" + "A".repeat(43));
    private static final Fingerprint OTHER = Fingerprint.parse("SHA256:" + "B".repeat(42) + "A");

    @TempDir
    private Path folder;

    private KnownServers known;

    @BeforeEach
    void setUp() {
        known = KnownServers.at(folder.resolve("config/known_servers"));
    }

    @Test
    void whatIsRememberedIsFoundWhateverTheCaseOfTheName() throws IOException {
        assertThat(known.find(SERVER)).isNull();

        assertThat(known.remember(SERVER, ONE)).isTrue();

        assertThat(known.find(new Address("chat.example.ORG", 12_345))).isEqualTo(ONE);
        assertThat(known.find(new Address("chat.example.org", 12_346))).isNull();
        assertThat(known.file()).hasContent("chat.example.org:12345 " + ONE + "\n");
    }

    @Test
    void aServerThatIsKnownStaysAsItWas() throws IOException {
        known.remember(SERVER, ONE);

        assertThat(known.remember(SERVER, OTHER)).isFalse();

        assertThat(known.find(SERVER)).isEqualTo(ONE);
    }

    @Test
    void commentsOtherServersAndAMissingLineEndAreLeftAlone() throws IOException {
        Files.createDirectories(known.file().getParent());
        Files.writeString(known.file(), "# mine\n[::1]:9 " + OTHER);

        known.remember(SERVER, ONE);

        assertThat(known.file()).hasContent("# mine\n[::1]:9 " + OTHER + "\nchat.example.org:12345 " + ONE + "\n");
        assertThat(known.find(new Address("::1", 9))).isEqualTo(OTHER);
    }

    @Test
    void aLineThatIsNotUnderstoodTrustsNobody() throws IOException {
        Files.createDirectories(known.file().getParent());
        Files.writeString(known.file(), "chat.example.org:12345 sha1:abc\n");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> known.find(SERVER))
                .withMessageContaining("the line of chat.example.org:12345 in " + known.file())
                .withMessageContaining("is no fingerprint");
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        known.remember(SERVER, ONE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(known.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void manyThatRememberAtOnceLoseNoneAndAgreeOnOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Address server = new Address("host" + i / 2, 1);
            work.add(() -> KnownServers.at(known.file()).remember(server, ONE));
        }
        int first = 0;
        for (var one : threads.invokeAll(work)) {
            first += one.get() ? 1 : 0;
        }
        threads.shutdown();

        assertThat(first).isEqualTo(20);
        assertThat(Files.readAllLines(known.file())).hasSize(20).doesNotHaveDuplicates();
    }
}
