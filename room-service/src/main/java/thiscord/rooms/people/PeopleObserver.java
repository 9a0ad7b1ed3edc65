package thiscord.rooms.people;

import thiscord.protocol.directory.AccountState;

/** Hears what changes, in order, on the thread that changed it and with its lock held; must not come back. */
public interface PeopleObserver {
    /** An account was made, or is otherwise than before. */
    void changed(AccountState now);

    void removed(AccountState gone);
}
