package thiscord.protocol.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody is in a room. The rights of each contain those of the ones after it. */
public enum Role {
    /** Deletes the room, opens and closes it to the public, names owners and moderators. */
    OWNER("an owner"),
    /** Kicks, bans and mutes; locks and slows the room; names members and readers. */
    MODERATOR("a moderator"),
    /** Says something, sets the topic. In a public room everybody is one who is nothing else. */
    MEMBER("a member"),
    /** Reads. */
    READER("a reader");

    private final String inWords;

    Role(String inWords) {
        this.inWords = inWords;
    }

    /** The name on the wire and on the command line, e.g. {@code owner}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With its article, e.g. {@code an owner}. */
    public String inWords() {
        return inWords;
    }

    /** True if this has at least the rights of that one. */
    public boolean atLeast(Role other) {
        return compareTo(other) <= 0;
    }

    /** The role of that wire name, or null if there is none. */
    public static @Nullable Role ofWire(String wire) {
        for (Role role : values()) {
            if (role.wire().equals(wire)) {
                return role;
            }
        }
        return null;
    }
}
