package thiscord.hub.directory;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ThisProcess;
import thiscord.cli.ThreadFaults;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.UnprovenService;
import thiscord.tls.ClientTls;
import thiscord.tls.UntrustedServer;

/**
 * Keeps a hub session with the room service: logs in, and again when it broke; follows changes; reports presence.
 * Thread-safe. Two threads of its own: {@code directory-link} logs in and waits for changes, {@code directory-report}
 * sends presence. Neither is interrupted in a call; both end when {@link #close} is called and their call has ended.
 */
final class DirectoryLink implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final DirectoryClient.Timeouts TIMEOUTS =
            new DirectoryClient.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(4));
    private static final int WAIT_MILLIS = 5000;
    private static final int RETRY_FIRST_MILLIS = 100;
    private static final int RETRY_MOST_MILLIS = 2000;

    private final Address registry;
    private final @Nullable ClientTls tls;
    private final HubSecret secret;
    private final String node;
    private final String instance = Login.instanceOf(ThisProcess.pid());
    private final PresenceQueue presence = new PresenceQueue();
    private final Object change = new Object();
    private volatile @Nullable HubSession session;
    private volatile boolean closed;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private boolean tried;
    private boolean turnedAway;

    DirectoryLink(Address registry, @Nullable ClientTls tls, HubSecret secret, String node) {
        this.registry = registry;
        this.tls = tls;
        this.secret = secret;
        this.node = node;
    }

    void start(RoomDirectory.Follower follower) {
        living("directory-link", () -> run(follower));
        living("directory-report", this::report);
    }

    private void living(String name, Runnable work) {
        thread(name, ThreadFaults.restarting(name, work, () -> !closed));
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** True once rooms and people are known for the first time, false once the first attempt to learn them has failed. */
    CompletableFuture<Boolean> begun() {
        return begun;
    }

    /**
     * The session, or null while there is none. Blocks only until the first attempt to log in has ended, and the first
     * after the room service ended a session.
     */
    @Nullable
    HubSession session() {
        synchronized (change) {
            while (!tried && !closed) {
                try {
                    change.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
            return session;
        }
    }

    /** The room service ended that session, as it does with one that was idle; the link logs in again, unless it has. */
    private void ended(HubSession over) {
        synchronized (change) {
            if (session == over) {
                session = null;
                tried = false;
                LOG.log(Level.INFO, () -> "hub: the session with the room service at " + registry + " has ended");
                change.notifyAll();
            }
        }
    }

    /** True while the room service answers but does not let this hub log in. */
    boolean turnedAway() {
        synchronized (change) {
            return turnedAway;
        }
    }

    void report(String room, String nick, boolean here, boolean meant) {
        presence.add(new Presence(room, nick, here, meant));
    }

    /** True if a call failed because the session it was made on had ended, so that it did nothing. */
    static boolean hasEnded(Exception why) {
        return why instanceof NoSuchObjectException
                || (why instanceof Refused && ((Refused) why).refusal().reason() == Reason.SESSION_ENDED);
    }

    /** A call on that session failed; the link begins anew, unless it has. */
    void broken(HubSession failed, Exception why) {
        if (hasEnded(why)) {
            ended(failed);
            return;
        }
        synchronized (change) {
            if (session == failed) {
                session = null;
                LOG.log(
                        Level.WARNING,
                        () -> "hub: the room service at " + registry + " does not answer (" + why
                                + "); open rooms go on, new ones are refused until it is back");
                change.notifyAll();
            }
        }
        begun.complete(false);
    }

    private void run(RoomDirectory.Follower follower) {
        abandon();
        int retry = RETRY_FIRST_MILLIS;
        String told = "";
        while (!closed) {
            try {
                HubSession now = login();
                told = "";
                retry = RETRY_FIRST_MILLIS;
                follow(now, follower);
            } catch (IOException | NotBoundException | Refused e) {
                String what = inVain(e);
                if (!told.equals(what)) {
                    String untrusted = UntrustedServer.reason(e);
                    LOG.log(
                            Level.WARNING,
                            () -> "hub: " + what + " at " + registry + " ("
                                    + (untrusted == null ? e.getMessage() : untrusted)
                                    + "); trying on, see --registry");
                    told = what;
                }
                triedInVain(e instanceof Refused);
                pause(retry);
                retry = Math.min(retry * 2, RETRY_MOST_MILLIS);
            }
        }
    }

    /** After a fault of this thread: what its session told was not followed to the end, so another one begins from there. */
    private void abandon() {
        synchronized (change) {
            session = null;
        }
    }

    private static String inVain(Exception why) {
        if (why instanceof Refused) {
            return "not let in by the room service";
        }
        if (why instanceof UnprovenService) {
            return "no room service that knows this hub's secret (--hub-secret-file)";
        }
        return why instanceof RemoteException || why instanceof NotBoundException
                ? "no room service"
                : "no secret for the room service";
    }

    private void triedInVain(boolean refused) {
        synchronized (change) {
            tried = true;
            turnedAway = refused;
            change.notifyAll();
        }
        begun.complete(false);
    }

    private HubSession login() throws IOException, NotBoundException, Refused {
        String known = secret.read();
        ClientTls once = tls == null ? null : tls.forOneLogin();
        RoomService service =
                DirectoryClient.connect(registry.host(), registry.port(), once == null ? null : once::over, TIMEOUTS);
        HubSession fresh = SecretProof.loginHub(
                service, new Login(RoomService.PROTOCOL, node, instance), known, () -> channel(once));
        synchronized (change) {
            presence.restart();
            session = fresh;
            tried = true;
            turnedAway = false;
            change.notifyAll();
        }
        LOG.log(Level.INFO, () -> "hub: the room service at " + registry + " answers");
        return fresh;
    }

    private static String channel(@Nullable ClientTls tls) {
        return tls == null
                ? SecretProof.PLAIN
                : Objects.requireNonNull(tls.met(), "TLS was spoken").text();
    }

    /** Passes changes on for as long as that session lives. */
    private void follow(HubSession now, RoomDirectory.Follower follower) {
        try {
            String house = now.house();
            long after = -1;
            while (!closed && session == now && !presence.overrun()) {
                Changes changes = now.changes(after, after < 0 ? 0 : WAIT_MILLIS);
                if (changes.lost()) {
                    follower.people(now.people(), accounts(now));
                    follower.lost();
                }
                changes.list().forEach(one -> pass(house, one, follower));
                List<Change> accounts = changes.list().stream()
                        .filter(one ->
                                one.kind().equals(Change.ACCOUNT) || one.kind().equals(Change.NO_ACCOUNT))
                        .toList();
                if (!accounts.isEmpty()) {
                    follower.accounts(accounts);
                }
                after = changes.upTo();
                begun.complete(true);
            }
            if (presence.overrun()) {
                now.logout();
                broken(now, new RemoteException("too much to tell"));
            }
        } catch (RemoteException | Refused e) {
            broken(now, e);
        }
    }

    private static List<AccountState> accounts(HubSession now) throws RemoteException, Refused {
        List<AccountState> all = new ArrayList<>();
        List<AccountState> page = now.accounts("");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < HubSession.REPORT
                    ? List.of()
                    : now.accounts(page.get(page.size() - 1).name());
        }
        return all;
    }

    private static void pass(String house, Change one, RoomDirectory.Follower follower) {
        switch (one.kind()) {
            case Change.DELETED -> follower.deleted(house, one.room(), one.roomId(), one.text());
            case Change.TOPIC -> follower.topic(one.room(), one.text(), one.nick());
            case Change.JOINED -> follower.joined(one.room(), one.nick());
            case Change.LEFT -> follower.left(one.room(), one.nick());
            case Change.RULED -> follower.ruled(one.room());
            case Change.EXPELLED -> follower.expelled(one.room(), one.nick(), one.text());
            case Change.NOTICE -> follower.notice(one.room(), one.text(), one.nick());
            case Change.TOLD -> follower.told(one.room(), one.nick(), one.text());
            default -> {
                // Accounts, which are passed on together; created, and what a later version may tell: the hub asks when
                // somebody comes.
            }
        }
    }

    private void report() {
        try {
            while (!closed) {
                HubSession now = awaitSession();
                List<Presence> some = now == null ? List.of() : presence.take(HubSession.REPORT, 1000);
                if (now != null && !some.isEmpty()) {
                    tell(now, some);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(HubSession now, List<Presence> some) {
        try {
            now.report(some);
        } catch (RemoteException | Refused e) {
            presence.putBack(some);
            broken(now, e);
        } catch (RuntimeException | Error e) {
            // What was taken to be reported is reported again in the next session.
            broken(now, new RemoteException("could not be told who is here", e));
            throw e;
        }
    }

    private @Nullable HubSession awaitSession() throws InterruptedException {
        synchronized (change) {
            if (session == null && !closed) {
                change.wait(1000);
            }
            return session;
        }
    }

    private void pause(int millis) {
        synchronized (change) {
            try {
                if (!closed) {
                    change.wait(millis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
    }

    @Override
    public void close() {
        HubSession last;
        synchronized (change) {
            closed = true;
            last = session;
            session = null;
            change.notifyAll();
        }
        if (last != null) {
            thread("directory-logout", () -> logout(last));
        }
    }

    private static void logout(HubSession last) {
        try {
            last.logout();
        } catch (RemoteException e) {
            LOG.log(Level.DEBUG, () -> "hub: the room service was not told of the end: " + e.getMessage());
        }
    }
}
