package thiscord.rooms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import thiscord.rooms.people.Account;
import thiscord.rooms.people.AccountStore;

/** Accounts and their keys in {@link RoomsFile}. Names are compared by the accounts in memory, not here. */
final class SqliteAccountStore implements AccountStore {
    private final RoomsFile file;

    SqliteAccountStore(RoomsFile file) {
        this.file = file;
    }

    @Override
    public void load(Consumer<Account> to) {
        Map<Long, List<String>> keys = new HashMap<>();
        file.each(
                "select account_id, public_key from account_key order by account_id, public_key",
                r -> keys.computeIfAbsent(r.getLong(1), id -> new ArrayList<>()).add(r.getString(2)));
        file.each(
                "select id, name, hash, admin, disabled, generation, created_at from account order by id",
                r -> to.accept(new Account(
                        r.getLong(1),
                        r.getString(2),
                        r.getString(3),
                        r.getBoolean(4),
                        r.getBoolean(5),
                        r.getLong(6),
                        r.getLong(7),
                        keys.getOrDefault(r.getLong(1), List.of()))));
    }

    @Override
    public long lastGeneration() {
        return file.number("select last from account_generation");
    }

    @Override
    public long lastId() {
        return file.number("select seq from sqlite_sequence where name = 'account'");
    }

    @Override
    public void put(Account account) {
        file.inOne(() -> {
            file.run("delete from account where id = ?", account.id());
            file.run(
                    "insert into account values (?, ?, ?, ?, ?, ?, ?)",
                    account.id(),
                    account.name(),
                    account.hash(),
                    account.admin(),
                    account.disabled(),
                    account.generation(),
                    account.created());
            for (String key : account.keys()) {
                file.run("insert into account_key values (?, ?)", account.id(), key);
            }
            file.run("update account_generation set last = max(last, ?)", account.generation());
        });
        // The hash and the keys that this one had before.
        file.settleSoon();
    }

    @Override
    public void remove(Account account) {
        file.inOne(() -> file.run("delete from account where id = ?", account.id()));
        file.settleSoon();
    }
}
