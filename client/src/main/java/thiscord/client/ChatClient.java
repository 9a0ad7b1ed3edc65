package thiscord.client;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.tls.ClientTls;
import thiscord.tls.KnownServers;

/**
 * A client of a chat hub, for programs: it keeps its rooms and what it said over lost connections. A whole bot:
 *
 * <pre>{@code
 * ChatClient bot = ChatClient.to(hub)
 *         .nick("parrot")
 *         .room("general")
 *         .onMessage((client, message) -> {
 *             if (message.text().startsWith("!say ")) {
 *                 client.say(message.room(), message.text().substring(5));
 *             }
 *         })
 *         .connect();
 * bot.awaitClosed();
 * }</pre>
 *
 * <p>Threads: every method may be called from any thread. Two daemon threads belong to a client: {@code
 * thiscord-client-loop} owns the socket and the session, {@code thiscord-client-handler} runs the handler and completes
 * the futures. At most 1,000 commands wait for their answer; a caller beyond that waits, or, on the handler thread, is
 * refused with {@code too-fast}.
 */
public final class ChatClient implements AutoCloseable {
    private final ChatHandler handler;
    private final Address address;
    private final ClientLoop loop;
    private final Deliveries deliveries;
    private final Thread thread;
    private final String prefix;
    private final AtomicLong lastId = new AtomicLong();
    private final Semaphore permits = new Semaphore(Asked.MOST);
    private final Map<String, CompletableFuture<Event>> waiting = new ConcurrentHashMap<>();
    private final CompletableFuture<Event.Welcome> welcome = new CompletableFuture<>();
    private volatile boolean closed;
    private volatile String nick;

    private ChatClient(Builder from) throws IOException {
        address = from.address;
        handler = from.handler;
        nick = from.nicks.get(0);
        prefix = Long.toString(new SecureRandom().nextLong() >>> 1, 36);
        deliveries = new Deliveries(() -> handler.settled(this), this::drained);
        loop = new ClientLoop(
                address,
                from.tls == null && !address.onLoopback() ? remembering(address) : from.tls,
                effects -> new ClientSession(effects, prefix, from.nicks, from.login, from.invitation),
                from.persistent,
                new Ears());
        thread = new Thread(loop, "thiscord-client-loop");
        thread.setDaemon(true);
    }

    private static ClientTls remembering(Address hub) {
        System.Logger log = System.getLogger("thiscord.client");
        return new ClientTls(
                hub, null, KnownServers.standard(), line -> log.log(System.Logger.Level.INFO, "client: " + line));
    }

    /** Begins to describe a client of the hub at that address. */
    public static Builder to(Address hub) {
        return new Builder(hub);
    }

    /** What a client is to be. Not thread-safe. */
    public static final class Builder {
        private final Address address;
        private final List<Command.Join> joins = new ArrayList<>();
        private List<String> nicks = List.of("guest");
        private ChatHandler handler = new ChatHandler() {};
        private @Nullable ClientTls tls;
        private boolean persistent;
        private @Nullable LoginBook login;
        private @Nullable String invitation;

        private Builder(Address address) {
            this.address = address;
        }

        /** The nick to wear. Default {@code guest}. */
        public Builder nick(String nick) {
            nicks = List.of(nick);
            return this;
        }

        /** The nick to wear, and what to take instead when it is in use. */
        public Builder nicks(List<String> firstToLast) {
            if (firstToLast.isEmpty()) {
                throw new IllegalArgumentException("at least one nick");
            }
            nicks = List.copyOf(firstToLast);
            return this;
        }

        /** Logs in to an account, whose nick it wears; with the ticket that it is given it comes back. */
        public Builder account(String name, String password) {
            login = LoginBook.withPassword(name, password);
            return nick(name);
        }

        /** The same with an Ed25519 key. */
        public Builder account(String name, KeyPair key) {
            login = LoginBook.withKey(name, key);
            return nick(name);
        }

        /** The secret of an {@link thiscord.protocol.people.Invitation} to take up; null for none. */
        public Builder invitation(@Nullable String secret) {
            invitation = secret;
            return this;
        }

        /** Joins a room; what was said before is not told. */
        public Builder room(String room) {
            joins.add(new Command.Join(room, Command.Join.NONE, null, 0, null));
            return this;
        }

        /** Joins a room and goes on reading where it was left. */
        public Builder resume(ReadMark mark) {
            joins.add(new Command.Join(mark.room(), mark.seq(), mark.epoch(), 0, null));
            return this;
        }

        public Builder handler(ChatHandler heard) {
            handler = heard;
            return this;
        }

        /** Instead of a handler: hears what others say in the rooms from now on. Runs on the handler thread. */
        public Builder onMessage(BiConsumer<ChatClient, Event.Message> heard) {
            return handler(new ChatHandler() {
                @Override
                public void event(ChatClient client, Event event) {
                    if (event instanceof Event.Message
                            && !((Event.Message) event).replay()
                            && !client.nick().equals(((Event.Message) event).from())) {
                        heard.accept(client, (Event.Message) event);
                    }
                }
            });
        }

        /**
         * How to speak TLS, and with whom. Without it a hub on loopback is spoken with in plain text, and any other by TLS,
         * with the key that is remembered of it or else the first that it shows.
         */
        public Builder tls(@Nullable ClientTls with) {
            tls = with;
            return this;
        }

        /** The first connection is tried again and again too, instead of failing at once. */
        public Builder persistent() {
            persistent = true;
            return this;
        }

        /**
         * Connects; waits until the hub has welcomed it.
         *
         * @throws Failure with one line if the hub cannot be reached or refuses
         */
        public ChatClient connect() {
            try {
                ChatClient client = new ChatClient(this);
                joins.forEach(client::ask);
                client.start();
                return client;
            } catch (IOException e) {
                throw new Failure(ExitCode.UNEXPECTED, "cannot open a socket: " + Failure.why(e), e);
            }
        }
    }

    private void start() {
        deliveries.start();
        thread.start();
        try {
            welcome.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "cannot join the hub at " + address + ": " + cause.getMessage() + Advice.after(cause.getCause()),
                    cause);
        } catch (InterruptedException e) {
            loop.stop();
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted while connecting to " + address, e);
        }
    }

    private void drained() {
        loop.wake();
    }

    /** The nick that it wears. */
    public String nick() {
        return nick;
    }

    /** Says a text in a room. The answer is the echo, an {@link Event.Message}, or {@link Event.Refused}. */
    public CompletableFuture<Event> say(String room, String text) {
        return ask(new Command.Say(room, text, false, null));
    }

    /** Says a text to one nick. The answer is the echo, an {@link Event.Direct}, or {@link Event.Refused}. */
    public CompletableFuture<Event> msg(String to, String text) {
        return ask(new Command.Msg(to, text, null));
    }

    /** Joins a room. The answer is {@link Event.Joined} or {@link Event.Refused}. */
    public CompletableFuture<Event> join(String room) {
        return ask(new Command.Join(room, Command.Join.NONE, null, 0, null));
    }

    /** Leaves a room. The answer is {@link Event.Left} or {@link Event.Refused}. */
    public CompletableFuture<Event> leave(String room) {
        return ask(new Command.Leave(room, null));
    }

    /**
     * Asks the hub for anything. What names a room must name it. An id is given to it if it has none.
     *
     * @return completes on the handler thread with the answer, a refusal too; fails with {@link IOException} if the
     *     connection is lost before the answer. What is said is not lost with the connection: it is sent again, once.
     */
    public CompletableFuture<Event> ask(Command command) {
        Command asked = FilledIn.in(null, command, prefix + "." + lastId.incrementAndGet());
        String id = asked.id();
        if (id == null) {
            close();
            return CompletableFuture.failedFuture(gone());
        }
        if (!permitted()) {
            return refused(id, Reason.TOO_FAST, Asked.MOST + " commands wait for their answer; wait for some.");
        }
        CompletableFuture<Event> answer = new CompletableFuture<>();
        if (waiting.putIfAbsent(id, answer) != null) {
            permits.release();
            return refused(id, Reason.BAD_FIELD, "The id '" + id + "' waits for its answer; take another.");
        }
        boolean posted = loop.post(session -> session.ask(asked));
        if (!posted || closed) {
            fail(id);
        }
        return answer;
    }

    private boolean permitted() {
        if (deliveries.onThread()) {
            return permits.tryAcquire();
        }
        permits.acquireUninterruptibly();
        return true;
    }

    private static CompletableFuture<Event> refused(String id, Reason reason, String text) {
        return CompletableFuture.completedFuture(new Event.Refused(new Refusal(reason, text), id));
    }

    private static IOException gone() {
        return new IOException("the connection went away before the answer");
    }

    private void fail(String id) {
        CompletableFuture<Event> future = waiting.remove(id);
        if (future != null) {
            permits.release();
            future.completeExceptionally(gone());
        }
    }

    /** How far each room was read; empty once it is closed. */
    public CompletableFuture<List<ReadMark>> marks() {
        CompletableFuture<List<ReadMark>> marks = new CompletableFuture<>();
        if (!loop.post(session -> marks.complete(session.marks()))) {
            marks.complete(List.of());
        }
        return marks;
    }

    /** Says goodbye and ends, within 2 s. Does not wait when called from the handler thread. */
    @Override
    public void close() {
        loop.stop();
        if (!deliveries.onThread()) {
            try {
                thread.join(Duration.ofSeconds(2).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until it is over and the handler knows. Not from the handler thread. */
    public void awaitClosed() throws InterruptedException {
        deliveries.awaitEnd();
    }

    /** Passes on what the loop tells. Called on the loop; works on the handler thread. */
    private final class Ears implements ClientLoop.Listener {
        @Override
        public void show(Event event) {
            if (event instanceof Event.Welcome) {
                nick = ((Event.Welcome) event).nick();
                welcome.complete((Event.Welcome) event);
            } else if (event instanceof Event.Renamed && ((Event.Renamed) event).room() == null) {
                nick = ((Event.Renamed) event).to();
            }
            // How far was read follows behind the events of a turn.
            deliveries.addPart(() -> handler.event(ChatClient.this, event));
        }

        @Override
        public void read(List<ReadMark> marks) {
            deliveries.add(() -> handler.read(ChatClient.this, marks));
        }

        @Override
        public void answer(String id, Event event) {
            deliveries.add(() -> {
                CompletableFuture<Event> future = waiting.remove(id);
                if (future != null) {
                    permits.release();
                    future.complete(event);
                }
            });
        }

        @Override
        public void unanswered(String id) {
            deliveries.add(() -> fail(id));
        }

        @Override
        public void lost(String why, Duration retryIn) {
            deliveries.add(() -> handler.lost(ChatClient.this, why, retryIn));
        }

        @Override
        public void closed(String why, @Nullable Throwable cause) {
            closed = true;
            welcome.completeExceptionally(new IOException(why, cause));
            deliveries.add(() -> {
                List.copyOf(waiting.keySet()).forEach(ChatClient.this::fail);
                handler.closed(ChatClient.this, why);
            });
            deliveries.end();
        }

        @Override
        public boolean busy() {
            return deliveries.busy();
        }
    }
}
