package thiscord.client;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;

/** Writes what was left open into a command: the room, where it means the current one, and the id, where it has none. */
final class FilledIn implements Command.Visitor<Command> {
    private final @Nullable String room;
    private final @Nullable String id;

    private FilledIn(@Nullable String room, @Nullable String id) {
        this.room = room;
        this.id = id;
    }

    static Command in(@Nullable String room, Command command, @Nullable String id) {
        return command.accept(new FilledIn(room, id));
    }

    private @Nullable String id(Command c) {
        String own = c.id();
        return own == null ? id : own;
    }

    private @Nullable String room(@Nullable String given) {
        return given == null ? room : given;
    }

    @Override
    public Command hello(Command.Hello c) {
        return new Command.Hello(c.nick(), c.password(), c.ticket(), c.key(), c.invitation(), c.resume(), id(c));
    }

    @Override
    public Command proof(Command.Proof c) {
        return new Command.Proof(c.signature(), id(c));
    }

    @Override
    public Command register(Command.Register c) {
        return new Command.Register(c.password(), id(c));
    }

    @Override
    public Command nick(Command.Nick c) {
        return new Command.Nick(c.nick(), id(c));
    }

    @Override
    public Command create(Command.Create c) {
        return new Command.Create(c.room(), c.keeps(), id(c));
    }

    @Override
    public Command join(Command.Join c) {
        return new Command.Join(c.room(), c.after(), c.epoch(), c.last(), id(c));
    }

    @Override
    public Command leave(Command.Leave c) {
        return new Command.Leave(room(c.room()), id(c));
    }

    @Override
    public Command say(Command.Say c) {
        return new Command.Say(room(c.room()), c.text(), c.action(), id(c));
    }

    @Override
    public Command msg(Command.Msg c) {
        return new Command.Msg(c.to(), c.text(), id(c));
    }

    @Override
    public Command who(Command.Who c) {
        return new Command.Who(room(c.room()), id(c));
    }

    @Override
    public Command rooms(Command.Rooms c) {
        return new Command.Rooms(c.after(), id(c));
    }

    @Override
    public Command topic(Command.Topic c) {
        return new Command.Topic(room(c.room()), c.topic(), id(c));
    }

    @Override
    public Command history(Command.History c) {
        return new Command.History(room(c.room()), c.before(), c.limit(), id(c));
    }

    @Override
    public Command board(Command.Board c) {
        return new Command.Board(room(c.room()), c.text(), id(c));
    }

    @Override
    public Command calc(Command.Calc c) {
        return new Command.Calc(room(c.room()), c.text(), id(c));
    }

    @Override
    public Command redeem(Command.Redeem c) {
        return new Command.Redeem(c.invitation(), id(c));
    }

    @Override
    public Command moderate(Command.Moderate c) {
        return new Command.Moderate(c.action(), room(c.room()), c.about(), c.value(), c.why(), id(c));
    }

    @Override
    public Command ping(Command.Ping c) {
        return new Command.Ping(id(c));
    }

    @Override
    public Command help(Command.Help c) {
        return new Command.Help(id(c));
    }

    @Override
    public Command quit(Command.Quit c) {
        return c;
    }

    @Override
    public Command malformed(Command.Malformed c) {
        return new Command.Malformed(c.refusal(), id(c));
    }
}
