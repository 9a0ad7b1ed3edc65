package thiscord.rooms.people;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.people.RegisteredNames;

/**
 * The accounts in memory and in their store, in step. Thread-safe: one lock is held from decision to notice, across the disk;
 * readers wait for nobody.
 */
final class Accounts {
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentSkipListMap<String, Account> byKey = new ConcurrentSkipListMap<>();
    private final RegisteredNames names = new RegisteredNames();
    private final AccountStore store;
    private final PeopleObserver observer;
    private final int most;
    private long lastId;
    private long lastGeneration;

    Accounts(AccountStore store, PeopleObserver observer, int most) {
        this.store = store;
        this.observer = observer;
        this.most = most;
        store.load(this::show);
        lastId = store.lastId();
        lastGeneration = store.lastGeneration();
    }

    private void show(Account account) {
        byKey.put(account.key(), account);
        names.add(account.name());
    }

    @Nullable
    Account find(String name) {
        return byKey.get(Names.key(name));
    }

    /** Null if nobody has that name or one that looks like it. */
    @Nullable
    Refusal taken(String nick) {
        return names.taken(nick);
    }

    int count() {
        return byKey.size();
    }

    List<AccountInfo> list(String after, int limit) {
        return byKey.tailMap(Names.key(after), false).values().stream()
                .limit(limit)
                .map(Account::info)
                .toList();
    }

    List<AccountState> states(String after, int limit) {
        return byKey.tailMap(Names.key(after), false).values().stream()
                .limit(limit)
                .map(Account::state)
                .toList();
    }

    Account add(String name, String hash, long now) throws Refused {
        refuse(Names.checkNewNick(name));
        writing.lock();
        try {
            refuse(taken(name));
            if (byKey.size() >= most) {
                throw new Refused(Reason.NOT_ALLOWED, "There are " + most + " accounts, which is the most.");
            }
            Account made = new Account(++lastId, name, hash, false, false, ++lastGeneration, now, List.of());
            keep(made);
            return made;
        } finally {
            writing.unlock();
        }
    }

    static void refuse(@Nullable Refusal wrong) throws Refused {
        if (wrong != null) {
            throw new Refused(wrong);
        }
    }

    private void keep(Account account) {
        store.put(account);
        show(account);
        observer.changed(account.state());
    }

    static Refused unknown(String name) {
        String shown = Names.checkNick(name) == null ? "'" + name + "'" : "that name";
        return new Refused(Reason.NO_SUCH_NICK, "There is no account of " + shown + ".");
    }

    /** Changes one without ending its sessions and tickets. */
    Account change(String name, UnaryOperator<Account> change) throws Refused {
        return change(name, change, false);
    }

    /** Changes one; what was let in before is void. */
    Account renew(String name, UnaryOperator<Account> change) throws Refused {
        return change(name, change, true);
    }

    private Account change(String name, UnaryOperator<Account> change, boolean anew) throws Refused {
        writing.lock();
        try {
            Account before = find(name);
            if (before == null) {
                throw unknown(name);
            }
            Account now = change.apply(before);
            if (!now.equals(before)) {
                now = anew ? now.withGeneration(++lastGeneration) : now;
                keep(now);
            }
            return now;
        } finally {
            writing.unlock();
        }
    }

    void remove(String name) throws Refused {
        writing.lock();
        try {
            Account gone = find(name);
            if (gone == null) {
                throw unknown(name);
            }
            store.remove(gone);
            byKey.remove(gone.key());
            names.remove(gone.name());
            observer.removed(gone.state());
        } finally {
            writing.unlock();
        }
    }
}
