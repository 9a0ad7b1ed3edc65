package thiscord.hub.log;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What is known, without its text, of something that waits for a nick.
 *
 * @param id rises; never used for another
 * @param to the recipient's nick, as a key
 * @param from the sender's nick, as a key
 * @param called what the sender called it, or null
 * @param at when it was said, in milliseconds since 1970 UTC
 * @param bytes of its text; 0 for a mention, of which the room has the text
 * @param room the room of a mention; 0 for a direct message
 * @param seq the message of a mention
 * @param digest of its text; 0 for a mention, and where nobody can say it again any more, see {@link MailTrays#twin}
 */
record MailEntry(
        long id,
        String to,
        String from,
        @Nullable String called,
        long at,
        int bytes,
        long room,
        long seq,
        long digest) {
    /** The first quarter of the SHA-256 of a text. */
    static long digest(byte[] utf8) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(utf8);
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean mention() {
        return room != 0;
    }
}
