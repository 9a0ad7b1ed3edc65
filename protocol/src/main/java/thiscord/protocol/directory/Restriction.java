package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * A ban or a mute, or none.
 *
 * @param until milliseconds since 1970 UTC at which it ends; 0 if there is none, {@link #FOR_GOOD} if it does not end
 * @param by who decided it
 * @param why in the words of who did, may be empty; at most 200 UTF-16 units
 */
public record Restriction(long until, String by, String why) implements Serializable {
    /** Does not end by itself. */
    public static final long FOR_GOOD = Long.MAX_VALUE;

    public static final Restriction NONE = new Restriction(0, "", "");
    public static final int MAX_WHY = 200;

    public Restriction {
        by = Text.checked(by, 200);
        why = Text.checked(why, MAX_WHY);
    }

    /** True if it holds at that time, in milliseconds since 1970. */
    public boolean holds(long now) {
        return until > now;
    }
}
