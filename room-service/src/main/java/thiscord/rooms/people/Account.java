package thiscord.rooms.people;

import java.util.List;
import thiscord.protocol.Names;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AccountState;

/**
 * An account as it is stored. Its text has no hash.
 *
 * @param id never used again
 * @param name the nick that is its own
 * @param hash of the password, see {@link PasswordHash}; empty if it has none
 * @param admin true if it may manage accounts
 * @param disabled true if it may not log in
 * @param generation raised by whatever makes older tickets and sessions void; never the same twice
 * @param created milliseconds since 1970 UTC
 * @param keys public keys, as the protocol writes them
 */
public record Account(
        long id,
        String name,
        String hash,
        boolean admin,
        boolean disabled,
        long generation,
        long created,
        List<String> keys) {
    public Account {
        keys = List.copyOf(keys);
    }

    String key() {
        return Names.key(name);
    }

    Account withHash(String other) {
        return new Account(id, name, other, admin, disabled, generation, created, keys);
    }

    Account withAdmin(boolean now) {
        return new Account(id, name, hash, now, disabled, generation, created, keys);
    }

    Account withDisabled(boolean now) {
        return new Account(id, name, hash, admin, now, generation, created, keys);
    }

    Account withGeneration(long now) {
        return new Account(id, name, hash, admin, disabled, now, created, keys);
    }

    Account withKeys(List<String> now) {
        return new Account(id, name, hash, admin, disabled, generation, created, now);
    }

    public AccountInfo info() {
        return new AccountInfo(name, admin, disabled, !hash.isEmpty(), created, keys);
    }

    AccountState state() {
        return new AccountState(name, generation, disabled, id);
    }

    @Override
    public String toString() {
        return "Account[" + name + ", generation " + generation + "]";
    }
}
