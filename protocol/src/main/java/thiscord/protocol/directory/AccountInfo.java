package thiscord.protocol.directory;

import java.io.Serializable;
import java.util.List;

/**
 * An account as its owner and administrators see it.
 *
 * @param name which is also its nick
 * @param admin true if it may manage accounts
 * @param disabled true if it may not log in
 * @param password true if it has one
 * @param created milliseconds since 1970 UTC
 * @param keys public keys, as {@link thiscord.protocol.people.Ed25519#text} writes them
 */
public record AccountInfo(
        String name, boolean admin, boolean disabled, boolean password, long created, List<String> keys)
        implements Serializable {
    /** The most keys that an account may have. */
    public static final int MOST_KEYS = 20;

    public AccountInfo {
        name = Text.checked(name, 100);
        keys = keys == null ? List.of() : List.copyOf(keys);
    }
}
