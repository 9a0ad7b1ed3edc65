package thiscord.hub.log;

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
 */
record MailEntry(long id, String to, String from, @Nullable String called, long at, int bytes, long room, long seq) {
    boolean mention() {
        return room != 0;
    }
}
