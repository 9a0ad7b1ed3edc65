package thiscord.mailbox.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocksTest {
    private static final Layout LAYOUT = new Layout(3, 1000);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("blocks");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes into the file beside everybody. */
    private void scribble(long at, int... values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        Arrays.stream(values).forEach(value -> bytes.put((byte) value));
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(bytes.flip(), at);
        }
    }

    @Test
    void aNewMailboxIsEmptyAndAWrittenOneHoldsTheLastContent() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            assertThat(blocks.read(1).version()).isZero();
            assertThat(blocks.read(1).bytes()).isEmpty();

            assertThat(blocks.write(1, bytes("one"))).isEqualTo(1);
            assertThat(blocks.write(1, bytes("a longer one"))).isEqualTo(2);
            assertThat(blocks.write(1, bytes("3"))).isEqualTo(3);

            assertThat(blocks.read(1).text()).isEqualTo("3");
            assertThat(blocks.read(0).version()).isZero();
            assertThat(blocks.read(2).version()).isZero();
        }
    }

    @Test
    void aMailboxCanBeFullAndEmptied() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            byte[] full = new byte[1000];
            Arrays.fill(full, (byte) 7);
            blocks.write(2, full);
            assertThat(blocks.read(2).bytes()).isEqualTo(full);
            blocks.write(2, new byte[0]);
            assertThat(blocks.read(2).bytes()).isEmpty();
            assertThat(blocks.read(2).version()).isEqualTo(2);

            assertThatThrownBy(() -> blocks.write(2, new byte[1001])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private String inTheFile() throws IOException {
        return Files.readString(file(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatAMailboxHeldBeforeIsWrittenOverOnceItIsSettledAndAllOfItWhenItIsWiped() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(0, bytes("neighbour"));
            blocks.write(1, bytes("the first one"));
            blocks.write(1, bytes("second"));
            assertThat(inTheFile()).contains("the first one", "second");

            blocks.settle(1);

            assertThat(inTheFile()).doesNotContain("first").contains("second");
            assertThat(blocks.read(1).text()).isEqualTo("second");
            assertThat(blocks.write(1, bytes("3"))).isEqualTo(3);

            blocks.wipe(1);

            assertThat(inTheFile()).doesNotContain("second");
            assertThat(blocks.read(1)).isEqualTo(Content.NONE);
            assertThat(blocks.read(0).text()).isEqualTo("neighbour");
            assertThat(blocks.write(1, bytes("anew"))).isEqualTo(1);
            assertThat(blocks.read(1).text()).isEqualTo("anew");
        }
    }

    @Test
    void whatWasWrittenIsThereWhenItIsOpenedAgainForItsOwnerAlone() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(0, bytes("stays"));
        }

        try (Blocks blocks = Blocks.open(file())) {
            assertThat(blocks.layout()).isEqualTo(LAYOUT);
            assertThat(blocks.read(0).text()).isEqualTo("stays");
            assertThat(blocks.damaged()).isZero();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aWriteThatIsNotFinishedIsNeverSeen() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(0, bytes("old"));
            Blocks.Writing torn = blocks.writing(0, 6);
            torn.put(ByteBuffer.wrap(bytes("new")));
            assertThat(blocks.read(0).text()).isEqualTo("old");
        }

        try (Blocks again = Blocks.open(file())) {
            assertThat(again.read(0).text()).isEqualTo("old");
            assertThat(again.write(0, bytes("new"))).isEqualTo(2);
            assertThat(again.read(0).text()).isEqualTo("new");
        }
    }

    /** As after a power cut, which may store any part of what was written last. */
    @Test
    void ofAContentThatIsNotWholeTheOneBeforeIsRead() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(0, bytes("before"));
            blocks.write(0, bytes("after"));
        }
        int first = LAYOUT.slot(0, 0);
        int current = Files.readAllBytes(file())[first] == 2 ? first : LAYOUT.slot(0, 1);
        scribble(current + Layout.SLOT_HEADER_BYTES + 2, 'X');

        try (Blocks again = Blocks.open(file())) {
            assertThat(again.read(0).text()).isEqualTo("before");
            assertThat(again.damaged()).isZero();
        }
    }

    @Test
    void aMailboxWithNothingWholeIsEmptyAndCounted() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(1, bytes("only"));
        }
        scribble(LAYOUT.slot(1, 0) + Layout.LENGTH, 0xff, 0xff, 0xff, 0xff);
        scribble(LAYOUT.slot(1, 1) + Layout.LENGTH, 0xff, 0xff, 0xff, 0xff);

        try (Blocks again = Blocks.open(file())) {
            assertThat(again.damaged()).isEqualTo(1);
            assertThat(again.read(1).version()).isZero();
        }
    }

    @Test
    void whatAnotherProcessScribblesIsFoundOut() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            blocks.write(0, bytes("sound"));
            scribble(LAYOUT.slot(0, 1) + Layout.SLOT_HEADER_BYTES, 'X');
            scribble(LAYOUT.slot(0, 0) + Layout.SLOT_HEADER_BYTES, 'X');

            assertThatThrownBy(() -> blocks.read(0)).hasMessageContaining("mailbox 0 is damaged");
        }
    }

    @Test
    void oneAtATimeHasItOpen() throws IOException {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            assertThatThrownBy(() -> Blocks.open(file())).hasMessageContaining("in use");
            assertThat(blocks.layout()).isEqualTo(LAYOUT);
        }
        Blocks.open(file()).close();
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Files.writeString(file(), "not at all what is expected here, and long enough to be read");
        assertThatThrownBy(() -> Blocks.open(file())).hasMessageContaining("no file of mailboxes");
        Files.writeString(file(), "short");
        assertThatThrownBy(() -> Blocks.open(file())).hasMessageContaining("no file of mailboxes");
        Files.delete(file());
        Blocks.create(file(), LAYOUT).close();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(5000);
        }
        assertThatThrownBy(() -> Blocks.open(file())).hasMessageContaining("5000 bytes instead of");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> new Layout(0, 1)).hasMessageContaining("1 to 65536");
        assertThatThrownBy(() -> new Layout(1, 0)).hasMessageContaining("1 to 16777216");
        assertThatThrownBy(() -> new Layout(1, Layout.MOST_BYTES + 1)).hasMessageContaining("1 to 16777216");
        assertThatThrownBy(() -> new Layout(100, Layout.MOST_BYTES)).hasMessageContaining("at most 1024 MiB");
    }

    /** One thread writes contents that tell if they are mixed, another reads without any lock. */
    @Test
    void aReaderBesideAWriterNeverSeesAMixture() throws Exception {
        try (Blocks blocks = Blocks.create(file(), LAYOUT)) {
            Thread writer = new Thread(() -> {
                for (int n = 1; n <= 20_000; n++) {
                    byte[] content = new byte[n % 1000];
                    Arrays.fill(content, (byte) n);
                    blocks.write(0, content);
                }
            });
            writer.start();
            long last = 0;
            while (writer.isAlive() || last < 20_000) {
                Content content = blocks.read(0);
                assertThat(content.version()).isGreaterThanOrEqualTo(last);
                last = content.version();
                byte[] expected = new byte[(int) (last % 1000)];
                Arrays.fill(expected, (byte) last);
                assertThat(content.bytes()).isEqualTo(expected);
            }
        }
    }
}
