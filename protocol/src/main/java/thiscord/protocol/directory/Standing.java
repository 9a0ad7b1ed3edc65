package thiscord.protocol.directory;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about somebody in a room.
 *
 * @param role the wire name of a {@link thiscord.protocol.rules.Role}; empty if none was given
 * @param ban keeps out
 * @param mute keeps silent
 */
public record Standing(String nick, String role, Restriction ban, Restriction mute) implements Serializable {
    public Standing {
        nick = Text.checked(nick, 200);
        role = Text.checked(role, 40);
        ban = orNone(ban);
        mute = orNone(mute);
    }

    /** Nothing was decided. */
    public static Standing none(String nick) {
        return new Standing(nick, "", Restriction.NONE, Restriction.NONE);
    }

    private static Restriction orNone(@Nullable Restriction restriction) {
        return restriction == null ? Restriction.NONE : restriction;
    }

    public Standing withRole(String other) {
        return new Standing(nick, other, ban, mute);
    }

    public Standing withBan(Restriction other) {
        return new Standing(nick, role, other, mute);
    }

    public Standing withMute(Restriction other) {
        return new Standing(nick, role, ban, other);
    }

    /** True if nothing is decided, or nothing that holds at that time. */
    public boolean isNothing(long now) {
        return role.isEmpty() && !ban.holds(now) && !mute.holds(now);
    }
}
