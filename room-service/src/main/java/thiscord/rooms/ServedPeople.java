package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.rules.RoomRules;
import thiscord.rooms.people.Account;
import thiscord.rooms.people.People;

/** An administrator's session as it is exported. */
final class ServedPeople extends ServedSession implements PeopleSession {
    private final Sessions sessions;
    private final People people;
    private final AccountRemoval removal;
    private final @Nullable Account admin;

    /** @param admin the account that logged in; null for whoever has the secret of the data folder */
    ServedPeople(
            Sessions sessions,
            Directory directory,
            People people,
            AccountRemoval removal,
            long number,
            String who,
            @Nullable Account admin) {
        super(sessions, directory, number, who, admin == null ? "" : admin.name());
        this.sessions = sessions;
        this.people = people;
        this.removal = removal;
        this.admin = admin;
    }

    @Override
    void released() {
        // An administrator holds nothing that could outlive the session.
    }

    @Override
    Duration idleLimit(RoomLimits limits) {
        return limits.idlePerson();
    }

    /** What an administrator does, as long as it is one. */
    private <T> T asAdmin(Guard.Call<T> body) throws Refused {
        return call(() -> {
            checkStill();
            return body.run();
        });
    }

    /** Refuses once the account that logged in is no administrator's any more. */
    void checkStill() throws Refused {
        if (admin != null) {
            Account now = people.find(admin.name());
            if (now == null || now.generation() != admin.generation()) {
                throw over();
            }
            checkAdmin(now);
        }
    }

    static void checkAdmin(Account account) throws Refused {
        if (!account.admin()) {
            throw new Refused(
                    Reason.NOT_ALLOWED,
                    "Managing accounts needs an administrator, which '" + account.name() + "' is not.");
        }
    }

    @Override
    public List<AccountInfo> list(String after) throws Refused {
        return asAdmin(() -> people.list(after, PAGE));
    }

    @Override
    public AccountInfo add(String name, String password) throws Refused {
        return asAdmin(() -> people.add(name, password).info());
    }

    @Override
    public void remove(String name) throws Refused {
        asAdmin(() -> {
            removal.remove(people, name, new Who(nick, Sessions.peer()));
            return true;
        });
    }

    @Override
    public AccountInfo setDisabled(String name, boolean disabled) throws Refused {
        return asAdmin(() -> people.setDisabled(name, disabled));
    }

    @Override
    public AccountInfo setAdmin(String name, boolean now) throws Refused {
        return asAdmin(() -> people.setAdmin(name, now));
    }

    @Override
    public AccountInfo setPassword(String name, String password) throws Refused {
        return asAdmin(() -> people.setPassword(name, password));
    }

    @Override
    public AccountInfo addKey(String name, String publicKey) throws Refused {
        return asAdmin(() -> people.addKey(name, publicKey));
    }

    @Override
    public AccountInfo removeKey(String name, String publicKey) throws Refused {
        return asAdmin(() -> people.removeKey(name, publicKey));
    }

    @Override
    public PersonSession rooms() throws Refused {
        return asAdmin(() -> sessions.overseer(
                this, admin == null ? RoomRules.ADMINISTRATOR : RoomRules.administrator(admin.name())));
    }

    @Override
    public void logout() {
        logoutNow();
    }
}
