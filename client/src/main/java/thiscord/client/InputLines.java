package thiscord.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;
import thiscord.protocol.Utf8;

/** Reads lines of UTF-8 from a stream, whatever it holds, in bounded memory. */
final class InputLines {
    /** Longest line in bytes. The hub allows less; it is the one to say so. */
    static final int MAX_LINE = 64 * 1024;

    private InputLines() {}

    /**
     * Gives each line, the last one too if it has no end; null for a line that is too long or not UTF-8. Blocks until
     * the end of the stream.
     */
    static void read(InputStream in, Consumer<@Nullable String> lines) throws IOException {
        Framing framing = new LineFraming(MAX_LINE);
        byte[] bytes = new byte[8192];
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
            framing.wrap(bytes, 0, length);
            for (Framing.Result found = framing.next(); found != Framing.Result.NONE; found = framing.next()) {
                lines.accept(found == Framing.Result.TOO_LONG ? null : line(framing));
            }
            framing.retain();
        }
        if (framing.flush() == Framing.Result.FRAME) {
            lines.accept(line(framing));
        }
    }

    private static @Nullable String line(Framing framing) {
        return Utf8.decode(framing.frameBytes(), framing.frameStart(), framing.frameLength());
    }
}
