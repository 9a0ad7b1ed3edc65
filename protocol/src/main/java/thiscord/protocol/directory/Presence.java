package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Somebody came to, or went from, a room at a hub.
 *
 * @param here true if came
 * @param left true if went by leaving, which also ends a lasting membership; false for a lost connection
 */
public record Presence(String room, String nick, boolean here, boolean left) implements Serializable {
    public Presence {
        room = Text.checked(room, 200);
        nick = Text.checked(nick, 200);
    }
}
