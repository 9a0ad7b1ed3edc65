package thiscord.client;

import java.util.ArrayList;
import java.util.List;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.json.JsonDialect;

/** A session without a socket: what it does is written down, and tests play the hub. */
final class Script implements ClientSession.Effects {
    static final String EPOCH = "e1";

    final List<Command> sent = new ArrayList<>();
    final List<Event> shown = new ArrayList<>();
    final List<String> answered = new ArrayList<>();
    final List<String> unanswered = new ArrayList<>();
    final List<String> dropped = new ArrayList<>();
    final List<Refusal> ended = new ArrayList<>();
    final ClientSession session;
    long now = 1_000;

    Script(String... nicks) {
        session = new ClientSession(this, "t", List.of(nicks));
    }

    /** Connects and is welcomed. */
    Script open() {
        session.connected(now);
        welcome(session.nick());
        return this;
    }

    void welcome(String nick) {
        hear(new Event.Welcome(nick, "test", Limits.DEFAULT, null));
    }

    void hear(Event event) {
        session.received(event, now);
    }

    void pass(long millis) {
        for (long end = now + millis; now < end; now += 250) {
            session.tick(now);
        }
    }

    void ask(Command command) {
        session.ask(command);
    }

    void join(String room, String id) {
        ask(new Command.Join(room, Command.Join.NONE, null, 0, id));
    }

    void say(String room, String text, String id) {
        ask(new Command.Say(room, text, false, id));
    }

    void joined(String room, long seq) {
        joined(room, EPOCH, seq);
    }

    void joined(String room, String epoch, long seq) {
        hear(new Event.Joined(room, epoch, seq, List.of("me"), 1, "", Keeps.NOTHING, null));
    }

    void message(String room, long seq, String from, String id, boolean replay) {
        hear(new Event.Message(room, seq, from, false, "text " + seq, 0, id, replay));
    }

    void refused(Reason reason, String id) {
        hear(new Event.Refused(new Refusal(reason, reason.wire()), id));
    }

    /** What was sent since the last call, without greetings. */
    List<Command> takeSent() {
        List<Command> out = new ArrayList<>(sent);
        out.removeIf(command -> command instanceof Command.Hello);
        sent.clear();
        return out;
    }

    /** The ids of what was sent since the last call, without greetings. */
    List<String> takeSentIds() {
        return takeSent().stream().map(command -> String.valueOf(command.id())).toList();
    }

    /** The seqs of the messages that were shown, and minus the count for holes. */
    List<Long> seqs() {
        List<Long> out = new ArrayList<>();
        for (Event event : shown) {
            if (event instanceof Event.Message) {
                out.add(((Event.Message) event).seq());
            } else if (event instanceof Event.Missed) {
                out.add(-((Event.Missed) event).missed());
            }
        }
        return out;
    }

    @Override
    public void send(byte[] line) {
        sent.add(new JsonDialect().decode(line, 0, line.length - 1));
    }

    @Override
    public void show(Event event) {
        shown.add(event);
    }

    @Override
    public void answer(String id, Event event) {
        answered.add(id + " " + event.getClass().getSimpleName());
    }

    @Override
    public void unanswered(String id) {
        unanswered.add(id);
    }

    @Override
    public void drop(String why) {
        dropped.add(why);
    }

    @Override
    public void refusedForGood(Refusal why) {
        ended.add(why);
    }
}
