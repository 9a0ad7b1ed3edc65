package thiscord.rooms;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.ServiceProof;
import thiscord.rmi.Exports;
import thiscord.rmi.RequestSockets;
import thiscord.rooms.people.Account;
import thiscord.rooms.people.HubSecret;
import thiscord.rooms.people.People;

/** Who is logged in: a bounded number of exported session objects. Thread-safe; holds its lock for memory work only. */
final class Sessions {
    private static final Logger LOG = System.getLogger("thiscord.rooms");
    private static final Duration LIFE = Duration.ofMillis(RoomService.LIFE_MILLIS);

    /** The first protocol whose hubs keep nicks for their accounts; older ones let everybody wear each. */
    private static final int ACCOUNTS = 3;

    private final RoomLimits limits;
    private final Directory directory;
    private final Exports exports;
    private final People people;
    private final HubSecret secret;
    private final AccountRemoval removal;
    private final String house;
    private final Map<Long, ServedPerson> persons = new HashMap<>();
    private final Map<Long, ServedSession> administrators = new HashMap<>();
    private final SessionLimiter limiter;
    private final Map<Long, ServedHub> hubs = new HashMap<>();
    private long last;

    /** @param house see {@link HubSession#house} */
    Sessions(
            RoomLimits limits,
            Directory directory,
            People people,
            AccountRemoval removal,
            HubSecret secret,
            String house,
            Exports exports) {
        this.limits = limits;
        this.limiter = new SessionLimiter(limits.people());
        this.directory = directory;
        this.people = people;
        this.secret = secret;
        this.removal = removal;
        this.house = house;
        this.exports = exports;
    }

    PersonSession person(Login login) throws Refused, RemoteException {
        check(login);
        String peer = peer();
        String who = login.nick() + "@" + peer;
        people.admitGuest(login.nick(), isLocal(peer));
        PersonSession session = person(
                PersonSession.class,
                number -> new ServedPerson(this, directory, people, number, who, peer, login.nick()));
        // The nick may have become an account's before the session was there to be ended.
        accountChanged(login.nick());
        return session;
    }

    /** A session of somebody, within the limits of people. */
    private <T extends Remote> T person(Class<T> as, LongFunction<ServedPerson> made) throws Refused, RemoteException {
        ServedPerson session;
        ServedPerson ended;
        synchronized (this) {
            session = made.apply(++last);
            ended = limiter.place(persons.values(), session.nick, session.address, session.isAccount());
            persons.put(session.number, session);
        }
        if (ended != null) {
            end(ended, "made room for another from its address");
        }
        return exported(as, as.cast(session), session);
    }

    String challenge(Login login, String publicKey) throws Refused {
        check(login);
        return people.challenge(login.nick(), publicKey);
    }

    ServiceProof prove(Login login, String of, String nonce, String channel) throws Refused {
        check(login);
        return switch (of) {
            case SecretProof.HUBS -> secret.prove(login, nonce, channel);
            case SecretProof.ADMINISTRATORS -> people.prove(login, nonce, channel);
            default -> throw new Refused(Reason.NOT_SUPPORTED, "This room service knows no such secret.");
        };
    }

    AccountSession account(Login login, Credential credential) throws Refused, RemoteException, InterruptedException {
        check(login);
        String peer = peer();
        Account account = people.login(credential, peer);
        String who = "account " + account.name() + "@" + peer;
        boolean proven = !credential.kind().equals(Credential.TICKET);
        AccountSession session = person(
                AccountSession.class,
                number -> new ServedAccount(this, directory, people, number, who, peer, account, proven));
        // It may have changed before the session was there to be ended.
        accountChanged(account.name());
        return session;
    }

    PeopleSession administer(Login login, Credential credential) throws Refused, RemoteException, InterruptedException {
        check(login);
        String peer = peer();
        Account account = people.isAdministrator(login, credential, peer) ? null : people.prove(credential, peer);
        if (account != null) {
            ServedPeople.checkAdmin(account);
        }
        String who = "administrator " + (account == null ? "" : account.name()) + "@" + peer;
        ServedPeople session;
        synchronized (this) {
            // They have proved who they are, and find a place however many others are here.
            room(administrators, limits.hubs());
            session = new ServedPeople(this, directory, people, removal, ++last, who, account);
            administrators.put(session.number, session);
        }
        RequestSockets.callerProven();
        return exported(PeopleSession.class, session, session);
    }

    /** What an administrator has to do with rooms. */
    PersonSession overseer(ServedPeople admin, String by) throws Refused, RemoteException {
        ServedOverseer session;
        synchronized (this) {
            room(administrators, 2 * limits.hubs());
            session = new ServedOverseer(this, directory, people, ++last, peer(), admin, by);
            administrators.put(session.number, session);
        }
        return exported(PersonSession.class, session, session);
    }

    /** Ends the sessions of a nick that are no longer its own: of a guest, and of an account as it was before. */
    void accountChanged(String name) {
        Account now = people.find(name);
        List<ServedPerson> old;
        synchronized (this) {
            old = persons.values().stream()
                    .filter(one -> Names.key(one.nick).equals(Names.key(name)))
                    .filter(one -> one instanceof ServedAccount account
                            ? now == null || account.isOlderThan(now.generation())
                            : now != null)
                    .toList();
        }
        old.forEach(one -> end(one, "the account changed"));
    }

    /** Of who shows no secret, also on this machine: everybody can open a connection here. */
    HubSession hubWithoutSecret(Login login) throws Refused {
        check(login);
        throw new Refused(
                Reason.NOT_SUPPORTED,
                "A hub knows the secret of the room service's data folder (" + RoomService.HUBS_SECRET
                        + "), which this one does not know of; update it.");
    }

    /** Of two live hubs under one node name the first stays; see {@link RoomService#loginHub(Login, Credential)}. */
    HubSession hub(Login login, Credential credential) throws Refused, RemoteException, InterruptedException {
        check(login);
        String peer = peer();
        secret.check(login, credential, peer);
        if (login.protocol() < ACCOUNTS) {
            throw new Refused(
                    Reason.NOT_SUPPORTED,
                    "This hub speaks protocol " + login.protocol()
                            + ", which knows no accounts; update it,"
                            + " since rooms are opened to hubs of protocol " + ACCOUNTS + ".");
        }
        for (ServedHub older : named(login.nick())) {
            if (older.isOf(login)) {
                end(older, "logged in anew");
            } else if (older.isGone()) {
                end(older, "is gone, and another hub of its name came");
            } else if (older.lives(LIFE)) {
                throw inUse(login);
            } else {
                end(older, "gave no sign of life while another hub of its name came");
            }
        }
        ServedHub session;
        synchronized (this) {
            if (!named(login.nick()).stream().allMatch(one -> one.isOf(login))) {
                throw inUse(login);
            }
            room(hubs, limits.hubs());
            session = new ServedHub(
                    this, directory, people, house, ++last, "hub " + login.nick() + "@" + peer, login, isLocal(peer));
            hubs.put(session.number, session);
        }
        RequestSockets.callerProven();
        LOG.log(Level.INFO, () -> session.who() + ": logged in");
        return exported(HubSession.class, session, session);
    }

    private <T extends Remote> T exported(Class<T> as, T object, ServedSession session) throws RemoteException {
        try {
            return exports.export(as, object);
        } catch (RemoteException | RuntimeException e) {
            end(session, "not exported");
            throw e;
        }
    }

    private static void check(Login login) throws Refused {
        @Nullable Refusal wrong = Names.checkNick(login.nick());
        if (wrong != null) {
            throw new Refused(wrong);
        }
        if (login.protocol() < 1 || login.protocol() > RoomService.PROTOCOL) {
            throw new Refused(
                    Reason.NOT_SUPPORTED,
                    "This room service speaks protocol 1 to " + RoomService.PROTOCOL + ", not " + login.protocol()
                            + "; update the older side.");
        }
    }

    private static Refused inUse(Login login) {
        return new Refused(
                Reason.NODE_IN_USE,
                "The node name '" + login.nick() + "' is in use by another hub; set --node of one of them.");
    }

    private static void room(Map<Long, ? extends ServedSession> those, int most) throws Refused {
        if (those.size() >= most) {
            throw new Refused(
                    Reason.TOO_MANY_SESSIONS, most + " sessions are logged in, which is the most; try again later.");
        }
    }

    /** Where the call that is being carried out comes from. */
    static String peer() {
        try {
            return RemoteServer.getClientHost();
        } catch (ServerNotActiveException outsideOfCalls) {
            return "local";
        }
    }

    private static boolean isLocal(String peer) {
        return peer.startsWith("127.") || peer.equals("::1") || peer.equals("0:0:0:0:0:0:0:1");
    }

    private synchronized List<ServedHub> named(String node) {
        return hubs.values().stream()
                .filter(one -> Names.key(one.nick).equals(Names.key(node)))
                .toList();
    }

    /** Ends a session; the first end counts. */
    void end(ServedSession session, String why) {
        synchronized (this) {
            persons.remove(session.number);
            administrators.remove(session.number);
            hubs.remove(session.number);
        }
        if (session.end()) {
            exports.unexport(session);
            Level level = session instanceof ServedHub ? Level.INFO : Level.DEBUG;
            LOG.log(level, () -> session.who() + ": " + why);
        }
    }

    /** Nobody refers to it, or its lease ran out. A hub may be cut off for a while only, so idle time decides. */
    void unreferenced(ServedSession session) {
        if (!(session instanceof ServedHub)) {
            end(session, "no longer referred to");
        }
    }

    /** Ends those that are idle; to be called every second or so. */
    void expire() {
        List<ServedSession> idle;
        synchronized (this) {
            idle = Stream.of(persons, administrators, hubs)
                    .<ServedSession>flatMap(those -> those.values().stream())
                    .filter(one -> one.idle(limits))
                    .toList();
        }
        idle.forEach(one -> end(one, "idle for too long"));
    }

    /** Ends those of all hubs, which will log in again. */
    void endHubs() {
        List<ServedHub> all;
        synchronized (this) {
            all = List.copyOf(hubs.values());
        }
        all.forEach(one -> end(one, "was asked to log in again"));
    }

    synchronized int people() {
        return persons.size() + administrators.size();
    }

    synchronized int hubs() {
        return hubs.size();
    }
}
