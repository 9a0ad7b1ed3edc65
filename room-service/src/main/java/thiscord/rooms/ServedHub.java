package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleInfo;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;
import thiscord.rooms.people.People;

/** A hub's session as it is exported; its number is the hub's in the table. */
final class ServedHub extends ServedSession implements HubSession {
    private final Directory.Follower follower = new Directory.Follower();
    private final People people;
    private final String house;
    private final String instance;
    /** The hub's process if that is on this machine, else -1. */
    private final long pid;

    private final Object life = new Object();
    private long signs;

    /** @param local true if the hub is on this machine */
    ServedHub(
            Sessions sessions,
            Directory directory,
            People people,
            String house,
            long number,
            String who,
            Login login,
            boolean local) {
        super(sessions, directory, number, who, login.nick());
        this.people = people;
        this.house = house;
        this.instance = login.instance();
        this.pid = local ? login.pid() : -1;
    }

    /** True if that login is by the hub whose session this is, as far as can be told. */
    boolean isOf(Login login) {
        return instance.equals(login.instance());
    }

    /** True if its process is seen to be gone: a hub that was killed and comes back need not wait. */
    boolean isGone() {
        try {
            return pid >= 0 && ProcessHandle.of(pid).isEmpty();
        } catch (SecurityException leastPrivilege) {
            // security.policy gives no sight of other processes; the hub is asked for a sign of life instead.
            return false;
        }
    }

    @Override
    void used() {
        super.used();
        synchronized (life) {
            signs++;
            life.notifyAll();
        }
    }

    /** Ends the hub's wait for changes, so that a hub that lives calls again; true once it has. Blocks for that long. */
    boolean lives(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        long before;
        synchronized (life) {
            before = signs;
        }
        directory.wake(follower);
        synchronized (life) {
            for (long left = within.toNanos(); signs == before && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(life, left);
            }
            return signs != before;
        }
    }

    @Override
    void released() {
        directory.ended(number, follower);
    }

    @Override
    Duration idleLimit(RoomLimits limits) {
        return limits.idleHub();
    }

    private static String person(String nick) throws Refused {
        @Nullable Refusal wrong = Names.checkNick(nick);
        if (wrong != null) {
            throw new Refused(wrong);
        }
        return nick;
    }

    /** Somebody at this hub, which is all that the audit log has of where they come from. */
    private Who whose(String person) throws Refused {
        return Who.at(nick, person(person), people.find(person) != null);
    }

    @Override
    public RoomInfo find(String room) throws Refused {
        return call(() -> directory.describe(room).orThrow());
    }

    @Override
    public RoomInfo create(RoomSpec spec, String nick) throws Refused {
        return call(() -> directory.create(spec, whose(nick)).orThrow());
    }

    @Override
    public List<RoomInfo> list(String after) throws Refused {
        return call(() -> directory.list(after));
    }

    @Override
    public RoomInfo setTopic(String room, String topic, String nick) throws Refused {
        return call(() -> directory.setTopic(room, topic, whose(nick)).orThrow());
    }

    @Override
    public List<String> away(String room) throws Refused {
        return call(() -> directory.away(room).orThrow());
    }

    @Override
    public void report(List<Presence> changes) throws Refused {
        call(() -> directory.report(number, List.copyOf(changes)).orThrow());
    }

    @Override
    public Changes changes(long after, int waitMillis) throws Refused {
        return call(() -> directory.changes(follower, after, waitMillis));
    }

    @Override
    public List<RoomInfo> listFor(String after, String nick) throws Refused {
        return call(() -> directory.listFor(after, nick.isEmpty() ? nick : person(nick)));
    }

    @Override
    public Rules rules(String room) throws Refused {
        return call(() -> directory.rules(room).orThrow());
    }

    @Override
    public PeopleInfo people() throws Refused {
        return call(people::info);
    }

    @Override
    public List<AccountState> accounts(String after) throws Refused {
        return call(() -> people.states(after, REPORT));
    }

    @Override
    public String challenge(String name, String publicKey) throws Refused {
        return call(() -> people.challenge(name, publicKey));
    }

    /** Failures count for an address of that hub, so that no hub can shut out the people of another. */
    private String at(String address) throws Refused {
        if (address.length() > 100) {
            throw new Refused(Reason.BAD_FIELD, "An address has at most 100 characters.");
        }
        return nick + " " + address;
    }

    @Override
    public Admission authenticate(Credential credential, String address) throws Refused {
        return call(() -> people.admission(people.prove(credential, at(address))));
    }

    @Override
    public Admission register(String guest, String password, String address) throws Refused {
        return call(() -> people.admission(people.register(person(guest), password, at(address))));
    }

    @Override
    public RoomInfo redeem(String secret, String guest, String address, boolean stranger) throws Refused {
        return call(() -> {
            Who who = new Who(person(guest), address);
            String at = at(address);
            Answer<RoomInfo> room = directory.redeem(secret, who, stranger);
            if (room.refusal() != null && room.refusal().reason() == Reason.BAD_INVITATION) {
                people.wrongSecret(at);
            }
            return room.orThrow();
        });
    }

    @Override
    public Decided decide(Decision d) throws Refused {
        String from = d.from().isEmpty() ? "hub " + nick : d.from();
        return call(() -> {
            person(d.by());
            return directory.decide(d, from).orThrow();
        });
    }

    @Override
    public String house() throws Refused {
        return call(() -> house);
    }

    @Override
    public void logout() {
        logoutNow();
    }
}
