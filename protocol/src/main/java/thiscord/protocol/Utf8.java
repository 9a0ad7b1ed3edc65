package thiscord.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8: what is malformed is told, not replaced. */
public final class Utf8 {
    private Utf8() {}

    /** The text, or null if the bytes are not UTF-8. */
    public static @Nullable String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || wellFormed(bytes, from, length) ? text : null;
    }

    /** The lenient decoder writes U+FFFD for what is malformed, but a peer may also have sent a true one. */
    private static boolean wellFormed(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
