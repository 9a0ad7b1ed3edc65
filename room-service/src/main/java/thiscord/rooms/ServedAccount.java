package thiscord.rooms;

import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Refused;
import thiscord.rooms.people.Account;
import thiscord.rooms.people.People;

/** An account's session as it is exported. */
final class ServedAccount extends ServedPerson implements AccountSession {
    private final long generation;
    private final boolean proven;

    /** @param proven false if it was opened with a ticket */
    ServedAccount(
            Sessions sessions,
            Directory directory,
            People people,
            long number,
            String who,
            String address,
            Account account,
            boolean proven) {
        super(sessions, directory, people, number, who, address, account.name());
        this.generation = account.generation();
        this.proven = proven;
    }

    @Override
    boolean isAccount() {
        return true;
    }

    /** True if the account has gone on since. */
    boolean isOlderThan(long now) {
        return generation < now;
    }

    /** The account; one that has gone on since ends the session, which may not have been told yet. */
    private Account mine() throws Refused {
        Account now = people.find(nick);
        if (now == null || isOlderThan(now.generation())) {
            throw over();
        }
        return now;
    }

    /** The account, for what a ticket does not open. */
    private Account proven() throws Refused {
        Account now = mine();
        if (!proven) {
            throw People.notByTicket();
        }
        return now;
    }

    @Override
    public AccountInfo account() throws Refused {
        return call(() -> mine().info());
    }

    @Override
    public Admission ticket() throws Refused {
        return call(() -> people.admission(proven()));
    }

    @Override
    public void changePassword(String before, String password) throws Refused {
        call(() -> {
            people.changePassword(proven().name(), before, password, address);
            return true;
        });
    }

    @Override
    public AccountInfo addKey(String publicKey) throws Refused {
        return call(() -> people.addKey(proven().name(), publicKey));
    }

    @Override
    public void removeKey(String publicKey) throws Refused {
        call(() -> people.removeKey(proven().name(), publicKey));
    }

    @Override
    public Admission register(String password) throws Refused {
        return call(() -> {
            throw new Refused(
                    thiscord.protocol.Reason.NICK_REGISTERED, "'" + nick + "' is an account already, which is yours.");
        });
    }
}
