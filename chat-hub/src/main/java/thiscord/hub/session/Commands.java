package thiscord.hub.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import thiscord.hub.directory.Answer;
import thiscord.hub.engine.Member;
import thiscord.hub.fanout.Subscription;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.RoomCard;
import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.text.SlashCommand;

/** Carries out one session's commands, one method each. Lives on the session's loop. */
final class Commands implements Command.Visitor<@Nullable Void> {
    private static final int ROOMS_A_PAGE = 50;

    private final Session session;
    private final Lobby lobby;

    Commands(Session session) {
        this.session = session;
        this.lobby = session.lobby();
    }

    @Override
    public @Nullable Void hello(Command.Hello c) {
        String before = session.nick();
        Refusal wrong = session.takeNick(c.nick());
        if (wrong != null) {
            session.refuse(wrong, c.id());
            return null;
        }
        session.tell(new Event.Welcome(c.nick(), lobby.server(), lobby.limits(), c.id()));
        return renamed(before, c.nick());
    }

    @Override
    public @Nullable Void nick(Command.Nick c) {
        if (noHello(c)) {
            return null;
        }
        String before = session.nick();
        Refusal wrong = session.takeNick(c.nick());
        if (wrong != null) {
            session.refuse(wrong, c.id());
            return null;
        }
        session.tell(new Event.Renamed(null, before == null ? "" : before, c.nick(), c.id()));
        return renamed(before, c.nick());
    }

    private @Nullable Void renamed(@Nullable String before, String now) {
        if (before != null && !before.equals(now)) {
            session.seats().forEach(seat -> seat.room().rename(seat, now));
            session.giveBack(before);
        }
        return null;
    }

    @Override
    public @Nullable Void create(Command.Create c) {
        Refusal wrong = Names.checkRoom(c.room());
        if (noHello(c) || refused(wrong, c)) {
            return null;
        }
        String keeps = c.keeps() == null ? "" : c.keeps();
        ask(lobby.directory().create(c.room(), keeps, session.nickOrGuest()), c, card -> {
            session.tell(new Event.Created(card.name(), card.keeps(), c.id()));
            session.release();
        });
        return null;
    }

    @Override
    public @Nullable Void join(Command.Join c) {
        Refusal wrong = Names.checkRoom(c.room());
        if (noHello(c) || refused(wrong, c)) {
            return null;
        }
        Seat seat = session.seat(c.room());
        if (seat != null) {
            session.current(seat);
            seat.room().describe(seat, c.id());
            session.waitFor(seat);
            return null;
        }
        int most = lobby.limits().roomsPerSession();
        if (session.seats().size() >= most) {
            session.refuse(
                    Reason.TOO_MANY_ROOMS, "You are in " + most + " rooms, which is the most; /leave one.", c.id());
            return null;
        }
        ActiveRoom open = lobby.rooms().find(c.room());
        if (open != null) {
            enter(open, c);
        } else {
            ask(findOrCreate(c.room()), c, card -> open(card, c));
        }
        return null;
    }

    private CompletionStage<Answer<RoomCard>> findOrCreate(String room) {
        String nick = session.nickOrGuest();
        CompletionStage<Answer<RoomCard>> found = lobby.directory().find(room);
        if (!lobby.openRooms()) {
            return found;
        }
        // Somebody else may create it in between: then it is found after all.
        return found.thenCompose(f -> f.refusedFor(Reason.NO_SUCH_ROOM)
                ? lobby.directory()
                        .create(room, "", nick)
                        .thenCompose(made -> made.refusedFor(Reason.ROOM_EXISTS)
                                ? lobby.directory().find(room)
                                : CompletableFuture.completedFuture(made))
                : CompletableFuture.completedFuture(f));
    }

    private void open(RoomCard card, Command.Join c) {
        if (refused(lobby.rooms().refuses(card.keeps()), c)) {
            session.release();
            return;
        }
        ActiveRoom room = lobby.rooms().open(card, session.loop());
        if (room == null) {
            String most = "This server has " + lobby.limits().rooms() + " rooms open, which is the most; try later.";
            session.refuse(Reason.TOO_MANY_ROOMS, most, c.id());
            session.release();
        } else {
            enter(room, c);
        }
    }

    private void enter(ActiveRoom room, Command.Join c) {
        session.hold();
        Subscription reading = new Subscription(room.name(), session.dialect(), session.outbox(), room);
        room.join(new Seat(room, new Member(session.nickOrGuest()), reading, session.loop(), session), c);
    }

    @Override
    public @Nullable Void leave(Command.Leave c) {
        Seat seat = seat(c.room(), c);
        if (seat != null) {
            session.hold();
            seat.room().whenSaid(seat, () -> left(seat, c));
        }
        return null;
    }

    private void left(Seat seat, Command.Leave c) {
        if (session.seats().contains(seat)) {
            session.drop(seat);
            seat.room().leave(seat, true);
            session.tell(new Event.Left(seat.room().name(), null, c.id()));
        }
        session.release();
    }

    @Override
    public @Nullable Void say(Command.Say c) {
        if (c.room() == null
                && session.current() == null
                && !c.action()
                && !session.dialect().strict()) {
            return echo(c.text());
        }
        Seat seat = seat(c.room(), c);
        if (seat == null || tooLong(c.text(), c)) {
            return null;
        }
        if (c.text().isBlank()) {
            if (session.dialect().strict()) {
                session.refuse(Reason.BAD_FIELD, "'text' has at least one character that shows.", c.id());
            }
            return null;
        }
        seat.room().say(seat, c.text(), c.action(), c.id());
        session.spoke(seat);
        return null;
    }

    /** A text session that is in no room gets its lines back. */
    private @Nullable Void echo(String text) {
        if (text.equals("exit")) {
            session.end(CloseReason.QUIT);
        } else {
            session.tell(new Event.Echo(text));
        }
        return null;
    }

    @Override
    public @Nullable Void msg(Command.Msg c) {
        if (noHello(c) || refused(Names.checkNick(c.to()), c) || tooLong(c.text(), c)) {
            return null;
        }
        Session to = lobby.nicks().find(c.to());
        if (to == null) {
            session.refuse(Reason.NO_SUCH_NICK, "Nobody here is '" + c.to() + "'. /who lists who is.", c.id());
            return null;
        }
        Event.Direct said =
                new Event.Direct(session.nickOrGuest(), c.to(), c.text(), System.currentTimeMillis(), c.id());
        session.hold();
        to.loop().post(() -> {
            boolean taken = to == session || (!to.ended() && to.outbox().writable());
            if (taken && to != session) {
                to.tell(said);
            }
            session.loop().post(() -> sent(said, taken));
        });
        return null;
    }

    private void sent(Event.Direct said, boolean taken) {
        if (taken) {
            session.tell(said);
        } else {
            String text = said.to() + " does not read what it is sent; try later.";
            session.refuse(Reason.NOT_READING, text, said.id());
        }
        session.release();
    }

    @Override
    public @Nullable Void who(Command.Who c) {
        Seat seat = seat(c.room(), c);
        if (seat != null) {
            session.hold();
            lobby.directory()
                    .away(seat.room().name())
                    .thenAccept(away -> session.post(() -> {
                        seat.room().who(seat, away.refusal() == null ? away.value() : List.of(), c.id());
                        seat.room().whenSaid(seat, session::release);
                    }));
        }
        return null;
    }

    @Override
    public @Nullable Void rooms(Command.Rooms c) {
        if (noHello(c)) {
            return null;
        }
        session.hold();
        lobby.directory()
                .list(c.after())
                .thenAccept(page -> session.post(() -> {
                    Stream<Event.RoomLine> lines = page.refusal() == null
                            ? page.value().stream().map(this::line)
                            : lobby.rooms().all().stream().map(Commands::line);
                    List<Event.RoomLine> some =
                            new ArrayList<>(lines.limit(ROOMS_A_PAGE + 1).toList());
                    boolean more = some.size() > ROOMS_A_PAGE;
                    session.tell(new Event.Rooms(more ? some.subList(0, ROOMS_A_PAGE) : some, more, c.id()));
                    session.release();
                }));
        return null;
    }

    private Event.RoomLine line(RoomCard card) {
        ActiveRoom open = lobby.rooms().find(card.name());
        return new Event.RoomLine(card.name(), open == null ? 0 : open.size(), card.topic(), card.keeps());
    }

    private static Event.RoomLine line(ActiveRoom room) {
        return new Event.RoomLine(room.name(), room.size(), room.topic(), room.keeps());
    }

    @Override
    public @Nullable Void topic(Command.Topic c) {
        Seat seat = seat(c.room(), c);
        if (seat == null) {
            return null;
        }
        if (c.topic() == null) {
            seat.room().tellTopic(seat, c.id());
            session.waitFor(seat);
        } else if (!tooLong(c.topic(), c)) {
            String nick = session.nickOrGuest();
            ask(lobby.directory().setTopic(seat.room().name(), c.topic(), nick), c, card -> {
                seat.room().setTopic(seat, card.topic(), c.id());
                session.release();
            });
        }
        return null;
    }

    @Override
    public @Nullable Void history(Command.History c) {
        Seat seat = seat(c.room(), c);
        if (seat != null) {
            session.hold();
            seat.room().history(seat, c, session::release);
        }
        return null;
    }

    @Override
    public @Nullable Void ping(Command.Ping c) {
        session.tell(new Event.Pong(c.id()));
        return null;
    }

    @Override
    public @Nullable Void help(Command.Help c) {
        List<String> lines = new ArrayList<>();
        for (SlashCommand one : SlashCommand.all()) {
            lines.add(one.usage() + " - " + one.help());
        }
        session.tell(new Event.Help(lines, c.id()));
        return null;
    }

    @Override
    public @Nullable Void quit(Command.Quit c) {
        session.hold();
        session.whenHeard(() -> session.end(CloseReason.QUIT));
        return null;
    }

    @Override
    public @Nullable Void malformed(Command.Malformed c) {
        session.refuse(c.refusal(), c.id());
        return null;
    }

    /** Takes the session into a room because it was made a member elsewhere. */
    void joinFromElsewhere(String room) {
        if (session.seat(room) == null) {
            join(new Command.Join(room, Command.Join.NONE, null, 0, null));
        }
    }

    /** The seat in that room, or in the current one; if there is none, that is refused. */
    private @Nullable Seat seat(@Nullable String room, Command c) {
        if (noHello(c)) {
            return null;
        }
        Seat seat = room == null ? session.current() : session.seat(room);
        if (seat == null) {
            String text = room == null
                    ? "You are in no room. /join ROOM enters one, /rooms lists them."
                    : "You are not in '" + room + "'. /join enters it, /rooms lists what there is.";
            session.refuse(Reason.NOT_IN_ROOM, text, c.id());
        }
        return seat;
    }

    private boolean noHello(Command c) {
        boolean missing = session.dialect().strict() && session.nick() == null;
        if (missing) {
            session.refuse(Reason.HELLO_FIRST, "Say who you are first: {\"type\":\"hello\",\"nick\":\"…\"}.", c.id());
        }
        return missing;
    }

    private boolean tooLong(String text, Command c) {
        int most = lobby.limits().textChars();
        if (text.length() > most) {
            session.refuse(
                    Reason.TEXT_TOO_LONG,
                    "A text has at most " + most + " characters; that had " + text.length() + ".",
                    c.id());
        }
        return text.length() > most;
    }

    private boolean refused(@Nullable Refusal refusal, Command c) {
        if (refusal != null) {
            session.refuse(refusal, c.id());
        }
        return refusal != null;
    }

    /** Holds the session until the directory answers; a value is given on, which must release, a refusal is told. */
    private <T> void ask(CompletionStage<Answer<T>> question, Command c, Consumer<T> then) {
        session.hold();
        question.thenAccept(answer -> session.post(() -> {
            if (session.ended() || refused(answer.refusal(), c)) {
                session.release();
            } else {
                then.accept(answer.value());
            }
        }));
    }
}
