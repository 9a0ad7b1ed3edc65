package thiscord.client;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.json.ClientJson;

/**
 * What a client knows across its connections: who it is, which rooms it is in and how far it read them, and what it
 * asked that was not answered. It joins, resumes and sends again by itself. Plain state: no sockets, no threads, no
 * clock; it is told what happened and when, in milliseconds of any monotonic clock, and acts through {@link Effects}.
 * Not thread-safe.
 *
 * <p>Over a lost connection: what is said ({@code say}, {@code action}, {@code calc}, {@code msg}) is kept and sent again under the
 * same id until its echo is seen, after the replay that could hold the echo; joins are made again from the last message
 * that was read; everything else ends unanswered.
 */
final class ClientSession {
    /** What the session does to the world. Called from inside its methods; must not call back. */
    interface Effects {
        /** Sends a line to the hub. */
        void send(byte[] line);

        /** Shows an event to the user. */
        void show(Event event);

        /** The one answer to a command; comes after {@link #show} of the same event. */
        void answer(String id, Event event);

        /** There will be no answer: the connection went away. */
        void unanswered(String id);

        /** The connection is to be given up; another may be tried. */
        void drop(String why);

        /** The hub does not want us; nothing more is tried. */
        void refusedForGood(Refusal why);
    }

    /** For so long a nick in use is most likely our own last session: a hub's kernel gives up a silent peer after 2 minutes. */
    static final long NICK_PATIENCE = 180_000;

    private enum Phase {
        DOWN,
        GREETING,
        OPEN,
        ENDED
    }

    private final Effects effects;
    private final String prefix;
    private final NickBook nicks;
    private final RoomBook rooms;
    private final @Nullable LoginBook login;
    private final Hearing hearing;
    private final Pulse pulse = new Pulse();

    private Phase phase = Phase.DOWN;
    private boolean welcomed;
    private @Nullable String invitation;
    /** Shown when it comes back, so that the hub ends what it may still hold of the session before; empty if it has none. */
    private String resume = "";

    private Limits limits = Limits.DEFAULT;
    private long lastId;
    private long helloAgainAt;
    private @Nullable Long nickRefusedSince;
    private boolean nickRefusalShown;
    private boolean nickGivenUp;
    private String helloId = "";

    /**
     * @param prefix begins all ids; must be another one in each run of the client
     * @param nicks the nick to wear, and what to take instead when it is in use at the start; at least one
     */
    ClientSession(Effects effects, String prefix, List<String> nicks) {
        this(effects, prefix, nicks, null, null);
    }

    /**
     * @param login how it logs in; null for a guest
     * @param invitation the secret of one to take up; null for none
     */
    ClientSession(
            Effects effects,
            String prefix,
            List<String> nicks,
            @Nullable LoginBook login,
            @Nullable String invitation) {
        this.effects = effects;
        this.prefix = prefix;
        this.login = login;
        this.invitation = invitation;
        this.nicks = new NickBook(nicks);
        this.rooms = new RoomBook(effects);
        this.hearing = new Hearing(rooms, this.nicks);
    }

    String nick() {
        return nicks.nick();
    }

    /** True between welcome and loss. */
    boolean open() {
        return phase == Phase.OPEN;
    }

    /** True if it was welcomed once. */
    boolean welcomed() {
        return welcomed;
    }

    /** How far each room was read, as far as known. */
    List<ReadMark> marks() {
        return rooms.marks();
    }

    /** A new id. */
    String nextId() {
        return prefix + "-" + ++lastId;
    }

    /** There is a connection. */
    void connected(long now) {
        phase = Phase.GREETING;
        pulse.begin(now);
        hello();
    }

    private void hello() {
        helloAgainAt = 0;
        helloId = nextId();
        Command.Hello hello =
                login == null ? new Command.Hello(nicks.nick(), helloId) : login.hello(nicks.nick(), helloId);
        rooms.send(hello.invited(invitation).resuming(resume));
    }

    /** The connection is gone. */
    void lost() {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.DOWN;
        rooms.lost();
        for (String id : rooms.asked.ids(command -> command instanceof Command.Leave)) {
            Command.Leave leave = (Command.Leave) Objects.requireNonNull(rooms.asked.find(id));
            rooms.showAndAnswer(id, new Event.Left(String.valueOf(leave.room()), null, id));
        }
        rooms.unanswered(rooms.asked.ids(command -> !outlivesConnection(command) || saidNowhere(command)));
    }

    /** True for what was said in a room that was left meanwhile: it cannot be sent again. */
    private boolean saidNowhere(Command command) {
        return Asked.says(command) && trackOf(command) == null;
    }

    private static boolean outlivesConnection(Command command) {
        return Asked.says(command) || command instanceof Command.Msg || command instanceof Command.Join;
    }

    /** Ends the session; nothing is tried any more, and what waits for an answer gets none. */
    void end() {
        if (phase == Phase.OPEN) {
            rooms.send(new Command.Quit());
        }
        phase = Phase.ENDED;
        rooms.unanswered(rooms.asked.ids(command -> true));
    }

    /** Asks the hub something, now or as soon as there is a connection. The command has an id that no other waits with. */
    void ask(Command command) {
        String id = Objects.requireNonNull(command.id(), "a command is asked with an id");
        Refusal wrong = wrong(command);
        if (wrong != null) {
            effects.show(new Event.Refused(wrong, id));
            effects.answer(id, new Event.Refused(wrong, id));
            return;
        }
        rooms.asked.add(id, command);
        if (command instanceof Command.Join) {
            join((Command.Join) command, id);
        } else if (phase == Phase.OPEN) {
            askNow(command, id);
        } else {
            askLater(command, id);
        }
    }

    private @Nullable Refusal wrong(Command command) {
        if (command instanceof Command.Malformed) {
            return ((Command.Malformed) command).refusal();
        }
        if (command instanceof Command.Hello) {
            return new Refusal(Reason.BAD_FIELD, "The client says hello by itself; its nick is chosen at the start.");
        }
        if (String.valueOf(command.id()).length() > Command.MAX_ID_CHARS) {
            return new Refusal(Reason.BAD_FIELD, "'id' has at most " + Command.MAX_ID_CHARS + " characters.");
        }
        if (rooms.asked.full()) {
            return new Refusal(Reason.TOO_FAST, Asked.MOST + " commands wait for their answer; wait for some.");
        }
        if (ClientJson.encode(command).length - 1 > limits.lineBytes()) {
            String most = "That is longer than the " + limits.lineBytes() + " bytes of a line; say it in parts.";
            return new Refusal(Reason.LINE_TOO_LONG, most);
        }
        return null;
    }

    private void join(Command.Join join, String id) {
        RoomTrack track = rooms.want(join, id);
        if (phase != Phase.OPEN) {
            return;
        }
        if (track.state == RoomTrack.State.WANTED) {
            track.joinId = id;
            rooms.join(track);
        } else {
            rooms.asked.sent(id);
            rooms.send(join);
        }
    }

    private void askNow(Command command, String id) {
        RoomTrack track = trackOf(command);
        if (Asked.says(command) && track != null) {
            rooms.sendSaid(track);
            return;
        }
        if (command instanceof Command.Leave && track != null) {
            rooms.remove(track.name());
            refuseLeft(track.name());
        } else if (command instanceof Command.History && track != null) {
            track.historyAsked();
        }
        rooms.asked.sent(id);
        rooms.send(command);
    }

    private void askLater(Command command, String id) {
        RoomTrack track = trackOf(command);
        if (command instanceof Command.Leave && track != null) {
            rooms.remove(track.name());
            rooms.showAndAnswer(id, new Event.Left(track.name(), null, id));
            refuseLeft(track.name());
        } else if (Asked.says(command) && track == null) {
            rooms.refuse(id, new Refusal(Reason.NOT_IN_ROOM, "You are not in that room; /join it first."));
        } else if (!outlivesConnection(command)) {
            rooms.unanswered(List.of(id));
        }
    }

    /** What was said and not sent when the room was left will not be. */
    private void refuseLeft(String room) {
        rooms.refuseUnsent(room, new Refusal(Reason.NOT_IN_ROOM, "You left " + room + " before that was sent."));
    }

    private @Nullable RoomTrack trackOf(Command command) {
        if (Asked.says(command)) {
            return rooms.track(Asked.where(command));
        }
        if (command instanceof Command.Leave) {
            return rooms.track(((Command.Leave) command).room());
        }
        return command instanceof Command.History ? rooms.track(((Command.History) command).room()) : null;
    }

    /** Time has passed. To be called at least once a second. */
    void tick(long now) {
        if (phase != Phase.GREETING && phase != Phase.OPEN) {
            return;
        }
        switch (pulse.at(now, phase == Phase.OPEN)) {
            case GIVE_UP -> effects.drop("no answer");
            case PING -> {
                String id = nextId();
                hearing.ownPing(id);
                rooms.send(new Command.Ping(id));
            }
            case NOTHING -> {
                if (phase == Phase.OPEN) {
                    rooms.again(now);
                } else if (helloAgainAt != 0 && now >= helloAgainAt) {
                    hello();
                }
            }
        }
    }

    /** Nothing is read for now, so nothing can be heard. */
    void paused(long now) {
        pulse.paused(now);
    }

    /** The hub told something. */
    void received(Event event, long now) {
        pulse.heard(now);
        if (phase == Phase.GREETING) {
            greeted(event, now);
        } else if (phase == Phase.OPEN) {
            hearing.hear(event, now);
        }
    }

    private void greeted(Event event, long now) {
        if (event instanceof Event.Welcome) {
            Event.Welcome welcome = (Event.Welcome) event;
            phase = Phase.OPEN;
            welcomed = true;
            nickRefusedSince = null;
            nickGivenUp = false;
            limits = welcome.limits();
            resume = Objects.requireNonNullElse(welcome.resume(), "");
            nicks.wear(welcome.nick());
            if (login != null) {
                login.welcomed(welcome);
            }
            effects.show(welcome);
            rooms.opened();
        } else if (event instanceof Event.Challenge && login != null) {
            Command.Proof proof = login.proof((Event.Challenge) event);
            if (proof != null) {
                rooms.send(proof);
            }
        } else if (event instanceof Event.Refused) {
            greetingRefused(((Event.Refused) event).refusal(), now);
        } else {
            hearing.hear(event, now);
        }
    }

    private void greetingRefused(Refusal why, long now) {
        if (why.reason() == Reason.NICK_IN_USE && welcomed && !nickGivenUp && waitsForNick(why, now)) {
            helloAgainAt = now + RoomBook.AGAIN_MILLIS;
            pulse.begin(now);
        } else if (why.reason() == Reason.NICK_IN_USE && anotherNick()) {
            hello();
        } else if (why.reason() == Reason.BAD_INVITATION && welcomed && invitation != null) {
            // It has ended since; what it gave may be enough.
            invitation = null;
            hello();
        } else if (why.reason() == Reason.BAD_LOGIN && login != null && login.withoutTicket()) {
            hello();
        } else if (welcomed && why.reason() != Reason.BAD_LOGIN && why.reason() != Reason.NICK_IN_USE) {
            effects.drop(why.text());
        } else {
            phase = Phase.ENDED;
            effects.refusedForGood(why);
        }
    }

    private boolean anotherNick() {
        boolean first = welcomed && !nickGivenUp;
        nickGivenUp |= first;
        return first ? nicks.giveUpWorn() : nicks.takeNext();
    }

    /** True while the nick that we wore may be held by our own last session; when that lasts, the person is told. */
    private boolean waitsForNick(Refusal why, long now) {
        Long since = nickRefusedSince;
        if (since == null) {
            nickRefusedSince = now;
            nickRefusalShown = false;
            return true;
        }
        if (now - since >= Pulse.DEAD_AFTER && !nickRefusalShown) {
            nickRefusalShown = true;
            effects.show(new Event.Refused(why, null));
        }
        return now - since < NICK_PATIENCE;
    }
}
