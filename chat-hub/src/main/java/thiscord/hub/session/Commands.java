package thiscord.hub.session;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

/** Carries out one session's commands, or knows who does. Lives on the session's loop. */
final class Commands implements Command.Visitor<@Nullable Void> {
    private final Session session;
    private final Greetings greetings;
    private final Doors doors;
    private final Talk talk;
    private final Inquiries inquiries;
    private final Moderating moderating;

    Commands(Session session) {
        Checks checks = new Checks(session);
        this.session = session;
        this.greetings = new Greetings(session, checks);
        this.doors = new Doors(session, checks);
        this.talk = new Talk(session, checks);
        this.inquiries = new Inquiries(session, checks);
        this.moderating = new Moderating(session, checks);
    }

    @Override
    public @Nullable Void hello(Command.Hello c) {
        greetings.hello(c);
        return null;
    }

    @Override
    public @Nullable Void proof(Command.Proof c) {
        greetings.proof(c);
        return null;
    }

    @Override
    public @Nullable Void register(Command.Register c) {
        greetings.register(c);
        return null;
    }

    @Override
    public @Nullable Void nick(Command.Nick c) {
        greetings.nick(c);
        return null;
    }

    @Override
    public @Nullable Void create(Command.Create c) {
        doors.create(c);
        return null;
    }

    @Override
    public @Nullable Void join(Command.Join c) {
        doors.join(c);
        return null;
    }

    @Override
    public @Nullable Void leave(Command.Leave c) {
        doors.leave(c);
        return null;
    }

    @Override
    public @Nullable Void say(Command.Say c) {
        talk.say(c);
        return null;
    }

    @Override
    public @Nullable Void msg(Command.Msg c) {
        talk.msg(c);
        return null;
    }

    @Override
    public @Nullable Void who(Command.Who c) {
        inquiries.who(c);
        return null;
    }

    @Override
    public @Nullable Void rooms(Command.Rooms c) {
        inquiries.rooms(c);
        return null;
    }

    @Override
    public @Nullable Void topic(Command.Topic c) {
        inquiries.topic(c);
        return null;
    }

    @Override
    public @Nullable Void history(Command.History c) {
        inquiries.history(c);
        return null;
    }

    @Override
    public @Nullable Void board(Command.Board c) {
        inquiries.board(c);
        return null;
    }

    @Override
    public @Nullable Void calc(Command.Calc c) {
        talk.calc(c);
        return null;
    }

    @Override
    public @Nullable Void redeem(Command.Redeem c) {
        greetings.redeem(c);
        return null;
    }

    @Override
    public @Nullable Void moderate(Command.Moderate c) {
        moderating.moderate(c);
        return null;
    }

    @Override
    public @Nullable Void ping(Command.Ping c) {
        session.tell(new Event.Pong(c.id()));
        return null;
    }

    @Override
    public @Nullable Void help(Command.Help c) {
        inquiries.help(c);
        return null;
    }

    @Override
    public @Nullable Void quit(Command.Quit c) {
        session.hold();
        session.seating().whenHeard(() -> session.end(CloseReason.QUIT));
        return null;
    }

    @Override
    public @Nullable Void malformed(Command.Malformed c) {
        session.refuse(c.refusal(), c.id());
        return null;
    }

    /** Takes the session into a room because it was made a member elsewhere. */
    void joinFromElsewhere(String room) {
        doors.joinFromElsewhere(room);
    }
}
