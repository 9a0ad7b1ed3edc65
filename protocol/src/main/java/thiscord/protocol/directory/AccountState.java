package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * What a hub knows of an account.
 *
 * @param name which nobody else may wear
 * @param generation tickets of an older one are void
 * @param disabled true if it may not come in
 */
public record AccountState(String name, long generation, boolean disabled) implements Serializable {
    public AccountState {
        name = Text.checked(name, 100);
    }
}
