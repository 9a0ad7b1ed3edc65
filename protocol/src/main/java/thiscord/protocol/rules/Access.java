package thiscord.protocol.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who finds a room, and who may come in. */
public enum Access {
    /** Everybody finds it and may come in. */
    PUBLIC,
    /** Whoever knows its name may come in; lists do not have it. */
    UNLISTED,
    /** Only who was given a role in it may come in, and finds it. */
    INVITED;

    /** The name on the wire and on the command line, e.g. {@code public}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The access of that wire name, or null if there is none. */
    public static @Nullable Access ofWire(String wire) {
        for (Access access : values()) {
            if (access.wire().equals(wire)) {
                return access;
            }
        }
        return null;
    }
}
