package thiscord.hub.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/** One direct message by its sender, recipient, id and text: 16 bytes of their SHA-256. */
public record DirectKey(long a, long b) {
    /**
     * One that was taken.
     *
     * @param at when it was said, in milliseconds since 1970 UTC
     * @param waits whether it was left as mail
     */
    public record Taken(DirectKey key, long at, boolean waits) {}

    /** @param said has an id */
    public static DirectKey of(Event.Direct said) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part :
                    new String[] {Names.key(said.from()), Names.key(said.to()), String.valueOf(said.id()), said.text()
                    }) {
                byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
                sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf8.length));
                sha.update(utf8);
            }
            ByteBuffer hash = ByteBuffer.wrap(sha.digest());
            return new DirectKey(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
