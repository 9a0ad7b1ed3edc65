package thiscord.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What may be decided about a room or somebody in it: the same words in every dialect, over RMI and in the audit log. */
public enum Action {
    /** Takes somebody out, who may come back. */
    KICK,
    /** Keeps somebody, or an address, out; the value is until when. */
    BAN,
    /** Keeps out somebody who is here, and whoever comes from the same address. */
    BAN_ADDRESS,
    UNBAN,
    /** Lets somebody read only; the value is until when. */
    MUTE,
    UNMUTE,
    /** Lets in owners and moderators only. */
    LOCK,
    UNLOCK,
    /** The value is the time between two messages of one member. */
    SLOW,
    /** The value is a {@link thiscord.protocol.rules.Role}, or {@code none}. */
    ROLE,
    /** The role of member, by its other name. */
    INVITE,
    /** The value is an {@link thiscord.protocol.rules.Access}. */
    ACCESS,
    /** When the room ends: the value is a time from now, {@code more} and a time, or {@code none}. */
    LEASE,
    DELETE,
    /** No decision, but the list of those that hold. */
    ROLES;

    /** The name on the wire, e.g. {@code ban-address}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The action of that wire name, or null if there is none. */
    public static @Nullable Action ofWire(String wire) {
        for (Action action : values()) {
            if (action.wire().equals(wire)) {
                return action;
            }
        }
        return null;
    }
}
