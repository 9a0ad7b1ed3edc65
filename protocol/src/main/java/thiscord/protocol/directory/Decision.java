package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Something that somebody decides about a room, or asks to have decided.
 *
 * @param action the wire name of a {@link thiscord.protocol.Action}
 * @param by who decides; of a person's own session the nick of that session counts instead
 * @param about a nick, or for bans an address or range like {@code 192.0.2.0/24}; empty if it is about nobody
 * @param value as the action has it, as it was written; may be empty
 * @param why in the words of who decides, may be empty
 * @param from the address that {@code by} comes from, as the hub sees it; only a hub's word counts
 * @param address where {@code about} comes from, as the hub sees it; empty if that is not asked for
 */
public record Decision(
        String action, String room, String by, String about, String value, String why, String from, String address)
        implements Serializable {
    public Decision {
        action = Text.checked(action, 40);
        room = Text.checked(room, 200);
        by = Text.checked(by, 200);
        about = Text.checked(about, 200);
        value = Text.checked(value, 200);
        why = Text.checked(why, 4000);
        from = Text.checked(from, 100);
        address = Text.checked(address, 100);
    }

    /** Of a person's own session. */
    public Decision(String action, String room, String about, String value, String why) {
        this(action, room, "", about, value, why, "", "");
    }
}
