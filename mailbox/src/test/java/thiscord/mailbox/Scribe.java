package thiscord.mailbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Layout;

/** A process that writes into a mailbox without end: content N is a megabyte of the byte N. Says when it has begun. */
final class Scribe {
    static final Layout LAYOUT = new Layout(1, 1 << 20);

    private Scribe() {}

    public static void main(String... arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        try (Blocks blocks = Files.exists(file) ? Blocks.open(file) : Blocks.create(file, LAYOUT)) {
            byte[] content = new byte[LAYOUT.bytes()];
            while (true) {
                Arrays.fill(content, (byte) (blocks.read(0).version() + 1));
                if (blocks.write(0, content) % 100 == 0) {
                    System.out.println("writes");
                }
            }
        }
    }
}
