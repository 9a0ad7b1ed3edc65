package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * What a hub knows of an account.
 *
 * @param name which nobody else may wear
 * @param generation tickets of an older one are void
 * @param disabled true if it may not come in
 * @param id never used again: a later account of that name has another; 0 if it is not known
 */
public record AccountState(String name, long generation, boolean disabled, long id) implements Serializable {
    public AccountState {
        name = Text.checked(name, 100);
    }

    /** Of an id that is not known. */
    public AccountState(String name, long generation, boolean disabled) {
        this(name, generation, disabled, 0);
    }
}
