package thiscord.rooms.people;

import java.util.function.Consumer;

/** Where accounts outlive the process. Each method is whole and on disk when it returns. Used by one thread at a time. */
public interface AccountStore {
    /** Tells all that are stored. */
    void load(Consumer<Account> to);

    /** The highest generation that was ever given out. */
    long lastGeneration();

    /** The highest id that was ever given out. */
    long lastId();

    /** Stores a new account, or one anew, with its generation. */
    void put(Account account);

    void remove(Account account);
}
