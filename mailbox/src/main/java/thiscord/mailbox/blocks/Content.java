package thiscord.mailbox.blocks;

import java.nio.charset.StandardCharsets;

/**
 * What a mailbox held at one moment.
 *
 * @param version how many times it was written; 0 if never
 * @param bytes not to be changed
 */
public record Content(long version, byte[] bytes) {
    static final Content NONE = new Content(0, new byte[0]);

    /** As UTF-8; what is none is replaced. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
