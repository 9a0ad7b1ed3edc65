package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * One control action that was carried out. Never holds what was said, nor a topic.
 *
 * @param number 1, 2, 3 … in the order in which they were carried out
 * @param at milliseconds since 1970 UTC
 * @param by who did it; empty for what the service did by itself
 * @param from the address that they came from, as far as it is known
 * @param action {@code created}, {@code topic}, {@code deleted}, {@code expired}, {@code invitation} (made), {@code revoked},
 *     {@code redeemed}, or the wire name of an
 *     {@link thiscord.protocol.Action}
 * @param room its name; empty once it is erased
 * @param roomId its id
 * @param about whom it is about, may be empty
 */
public record AuditLine(
        long number, long at, String by, String from, String action, String room, long roomId, String about)
        implements Serializable {
    public AuditLine {
        by = Text.checked(by, 200);
        from = Text.checked(from, 100);
        action = Text.checked(action, 40);
        room = Text.checked(room, 200);
        about = Text.checked(about, 200);
    }
}
