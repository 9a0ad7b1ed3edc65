package thiscord.hub.directory;

import java.rmi.RemoteException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.FairExecutor;
import thiscord.cli.ThreadFaults;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.rules.AddressKey;
import thiscord.protocol.rules.RoomRules;
import thiscord.tls.ClientTls;

/**
 * The room service over RMI. Calls run on a few threads of its own with a bounded queue, each with a deadline; while the
 * link is down they are refused at once with rooms-unavailable. The link is kept by {@link DirectoryLink}.
 */
public final class RmiDirectory implements RoomDirectory {
    private static final int THREADS = 4;
    private static final int DECIDERS = 2;
    private static final int QUEUE = 1000;
    private static final long DEADLINE_MILLIS = 5000;
    private static final int LOGIN_THREADS = 2;
    private static final int LOGIN_QUEUE = 64;
    private static final long LOGIN_MILLIS = HubSession.PASSWORD_MILLIS + DEADLINE_MILLIS;

    private final DirectoryLink link;
    private final ThreadPoolExecutor calls;
    private final ThreadPoolExecutor looks;
    private final ThreadPoolExecutor decisions;
    private final FairExecutor logins;

    /**
     * Starts at once to look for the room service, and goes on until closed.
     *
     * @param tls null to speak with it in plain text: for one in this process, whose port nobody else can have
     * @param secret what both prove to each other that they know
     */
    public RmiDirectory(Address registry, @Nullable ClientTls tls, HubSecret secret, String node) {
        link = new DirectoryLink(registry, tls, secret, node);
        calls = pool("directory-call-", THREADS, QUEUE);
        looks = pool("directory-look-", 1, QUEUE);
        decisions = pool("directory-decide-", DECIDERS, QUEUE);
        logins = new FairExecutor("directory-login", LOGIN_THREADS, LOGIN_QUEUE);
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queue), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** One call of the room service. */
    @FunctionalInterface
    private interface Call<T> {
        T on(HubSession session) throws RemoteException, Refused;
    }

    private <T> CompletionStage<Answer<T>> ask(Call<T> call) {
        return ask(calls, call);
    }

    private <T> CompletionStage<Answer<T>> ask(ThreadPoolExecutor pool, Call<T> call) {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        try {
            pool.execute(() -> carryOut(call, answer));
        } catch (RejectedExecutionException fullOrOver) {
            answer.complete(
                    pool.isShutdown()
                            ? Answer.refused(Reason.SHUTTING_DOWN, "The server is stopping.")
                            : unavailable());
        }
        return answer.completeOnTimeout(unavailable(), DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A call whose session was over did nothing and is made once more; none is made for who was told that it was not. */
    private <T> void carryOut(Call<T> call, CompletableFuture<Answer<T>> answer) {
        HubSession session = link.session();
        boolean again = true;
        while (session != null && !answer.isDone()) {
            try {
                answer.complete(Answer.of(call.on(session)));
            } catch (Refused | RemoteException e) {
                boolean ended = DirectoryLink.hasEnded(e);
                if (e instanceof Refused && !ended) {
                    answer.complete(Answer.refused(((Refused) e).refusal()));
                    return;
                }
                link.broken(session, e);
                session = ended && again ? link.session() : null;
                again = false;
            } catch (IllegalArgumentException e) {
                // A record does not take what somebody wrote.
                answer.complete(Answer.refused(Reason.BAD_FIELD, "A field is too long: " + e.getMessage() + "."));
                return;
            } catch (RuntimeException | Error e) {
                answer.complete(failed(e));
                return;
            }
        }
        answer.complete(unavailable());
    }

    private static <T> Answer<T> failed(Throwable e) {
        String incident = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        ThreadFaults.report("hub: a call of the room service failed, incident " + incident, e);
        return Answer.refused(Reason.INTERNAL, "The server failed; its log says more under " + incident + ".");
    }

    private <T> Answer<T> unavailable() {
        String why = link.turnedAway()
                ? "The room service does not let this server in, whose log says why;"
                : "The room service does not answer;";
        return Answer.refused(
                Reason.ROOMS_UNAVAILABLE, why + " rooms that are open go on, for others try again in a moment.");
    }

    /** As {@link #ask}, on threads of their own, so that who waits for a password to be checked holds nobody else up. */
    private <T> CompletionStage<Answer<T>> askLogin(String address, Call<T> call) {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        Runnable full = () -> answer.complete(
                Answer.refused(Reason.TOO_FAST, "More people log in than can be checked; try again in 3 seconds."));
        if (!logins.execute(AddressKey.of(address), () -> carryOut(call, answer), full)) {
            full.run();
        }
        return answer.completeOnTimeout(unavailable(), LOGIN_MILLIS, TimeUnit.MILLISECONDS)
                .thenApply(RmiDirectory::withoutPasswords);
    }

    private static <T> Answer<T> withoutPasswords(Answer<T> answer) {
        return answer.refusedFor(Reason.ROOMS_UNAVAILABLE)
                ? Answer.refused(
                        Reason.ROOMS_UNAVAILABLE,
                        "The room service does not answer, so that logins cannot be checked but by ticket; try again"
                                + " in a moment.")
                : answer;
    }

    @Override
    public CompletionStage<Answer<Admission>> login(Credential credential, String address) {
        return askLogin(address, session -> session.authenticate(credential, address));
    }

    @Override
    public CompletionStage<Answer<String>> challenge(String name, String publicKey) {
        return askLogin(name, session -> session.challenge(name, publicKey));
    }

    @Override
    public CompletionStage<Answer<Admission>> register(String nick, String password, String address) {
        return askLogin(address, session -> session.register(nick, password, address));
    }

    @Override
    public CompletionStage<Answer<String>> redeem(String secret, String nick, String address, boolean stranger) {
        return askLogin(
                address,
                session -> session.redeem(secret, nick, address, stranger).name());
    }

    private static RoomCard card(RoomInfo info) {
        return card(info, RoomRules.of(new Rules(info, List.of())));
    }

    private static RoomCard card(RoomInfo info, RoomRules rules) {
        Keeps keeps = Keeps.parse(info.keeps());
        return new RoomCard(
                info.id(),
                info.name(),
                info.topic(),
                keeps == null ? Keeps.NOTHING : keeps,
                info.members(),
                rules,
                info.endsAt());
    }

    @Override
    public CompletionStage<Answer<RoomCard>> find(String name) {
        return ask(session -> found(session, name));
    }

    @Override
    public CompletionStage<Answer<RoomCard>> findAnew(String name) {
        return ask(looks, session -> found(session, name));
    }

    private static RoomCard found(HubSession session, String name) throws RemoteException, Refused {
        Rules rules = session.rules(name);
        return card(rules.room(), RoomRules.of(rules));
    }

    @Override
    public CompletionStage<Answer<RoomCard>> create(String name, String keeps, String nick) {
        return ask(session -> {
            RoomInfo made = session.create(new RoomSpec(name, keeps, ""), nick);
            return card(made, RoomRules.ofNew(made));
        });
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> list(String after) {
        return ask(
                session -> session.list(after).stream().map(RmiDirectory::card).toList());
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> listFor(String after, String nick) {
        return ask(session ->
                session.listFor(after, nick).stream().map(RmiDirectory::card).toList());
    }

    @Override
    public CompletionStage<Answer<String>> house() {
        return ask(HubSession::house);
    }

    @Override
    public CompletionStage<Answer<RoomCard>> setTopic(String room, String topic, String nick) {
        return ask(session -> card(session.setTopic(room, topic, nick)));
    }

    @Override
    public CompletionStage<Answer<Decided>> decide(Decision decision) {
        return ask(decisions, session -> session.decide(decision));
    }

    @Override
    public CompletionStage<Answer<List<String>>> away(String room) {
        return ask(session -> List.copyOf(session.away(room)));
    }

    @Override
    public void report(String room, String nick, boolean here, boolean meant) {
        link.report(room, nick, here, meant);
    }

    @Override
    public void follow(Follower follower) {
        link.start(follower);
    }

    @Override
    public CompletionStage<Boolean> begun() {
        return link.begun();
    }

    @Override
    public void close() {
        calls.shutdownNow();
        looks.shutdownNow();
        decisions.shutdownNow();
        logins.close();
        link.close();
    }
}
