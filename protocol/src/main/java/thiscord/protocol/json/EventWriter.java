package thiscord.protocol.json;

import thiscord.protocol.Event;
import thiscord.protocol.EventVisitor;
import thiscord.protocol.Limits;

/** Each event as a line of JSON: its fields, in order. */
final class EventWriter implements EventVisitor<byte[]> {
    private static final byte[] NOT_TOLD = new byte[0];
    private static final int SMALL = 128;
    private static final int A_NAME = 24;

    private static JsonLine open(String type, int more) {
        return new JsonLine(SMALL + more).text("type", type);
    }

    @Override
    public byte[] welcome(Event.Welcome e) {
        Limits l = e.limits();
        JsonLine out = open("welcome", SMALL)
                .text("nick", e.nick())
                .text("server", e.server())
                .begin("limits", '{')
                .number("lineBytes", l.lineBytes())
                .number("textChars", l.textChars())
                .number("roomsPerSession", l.roomsPerSession())
                .number("membersPerRoom", l.membersPerRoom())
                .number("rooms", l.rooms())
                .number("sessions", l.sessions())
                .number("sessionsPerAddress", l.sessionsPerAddress())
                .end('}')
                .optional("account", e.account())
                .optional("ticket", e.ticket());
        return (e.ticket() == null ? out : out.time("expires", e.expires()))
                .optional("resume", e.resume())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] challenge(Event.Challenge e) {
        return open("challenge", SMALL)
                .text("nonce", e.nonce())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] joined(Event.Joined e) {
        JsonLine out = open(
                        "joined",
                        SMALL + e.topic().length() + A_NAME * e.members().size())
                .text("room", e.room())
                .text("epoch", e.epoch())
                .number("seq", e.seq())
                .texts("members", e.members())
                .number("count", e.count())
                .text("topic", e.topic())
                .begin("keeps", '{')
                .text("what", e.keeps().toString())
                .text("text", e.keeps().inWords());
        return (e.ends() > 0 ? out.time("ends", e.ends()) : out)
                .end('}')
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] left(Event.Left e) {
        return open("left", 0)
                .text("room", e.room())
                .optional("why", e.why())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] presence(Event.Presence e) {
        return open("presence", A_NAME * (e.joined().size() + e.left().size()))
                .text("room", e.room())
                .texts("joined", e.joined())
                .texts("left", e.left())
                .number("more", e.more())
                .number("count", e.count())
                .line();
    }

    @Override
    public byte[] renamed(Event.Renamed e) {
        return open("renamed", 0)
                .optional("room", e.room())
                .text("from", e.from())
                .text("to", e.to())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] message(Event.Message e) {
        JsonLine out = open(e.action() ? "action" : "message", SMALL + e.text().length())
                .text("room", e.room())
                .number("seq", e.seq())
                .text("from", e.from())
                .text("text", e.text())
                .time("time", e.at())
                .optional("id", e.id());
        return (e.replay() ? out.bool("replay", true) : out).line();
    }

    @Override
    public byte[] direct(Event.Direct e) {
        JsonLine out = open("msg", SMALL + e.text().length())
                .text("from", e.from())
                .text("to", e.to())
                .text("text", e.text())
                .time("time", e.at())
                .optional("id", e.id());
        if (e.waits()) {
            out.bool("waits", true);
        }
        return (e.mail() > 0 ? out.bool("replay", true).number("mail", e.mail()) : out).line();
    }

    @Override
    public byte[] mention(Event.Mention e) {
        Event.Message said = e.said();
        JsonLine out = open("mention", SMALL + said.text().length())
                .text("room", said.room())
                .number("seq", said.seq())
                .text("from", said.from())
                .text("text", said.text())
                .time("time", said.at())
                .optional("id", said.id());
        return (said.action() ? out.bool("action", true) : out)
                .number("mail", e.mail())
                .line();
    }

    @Override
    public byte[] topic(Event.Topic e) {
        return open("topic", e.topic().length())
                .text("room", e.room())
                .text("topic", e.topic())
                .optional("by", e.by())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] board(Event.Board e) {
        JsonLine out = open("board", SMALL + e.text().length())
                .text("room", e.room())
                .text("text", e.text())
                .optional("by", e.by());
        return (e.by() == null ? out : out.time("time", e.at()))
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] members(Event.Members e) {
        return open("members", A_NAME * (e.here().size() + e.away().size()))
                .text("room", e.room())
                .texts("here", e.here())
                .texts("away", e.away())
                .number("count", e.count())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] rooms(Event.Rooms e) {
        JsonLine out = open("rooms", SMALL * e.rooms().size()).begin("rooms", '[');
        for (Event.RoomLine r : e.rooms()) {
            out.element()
                    .text("room", r.room())
                    .number("members", r.members())
                    .text("topic", r.topic())
                    .text("keeps", r.keeps().toString())
                    .end('}');
        }
        return out.end(']').bool("more", e.more()).optional("id", e.id()).line();
    }

    @Override
    public byte[] history(Event.History e) {
        return open("history", 0)
                .text("room", e.room())
                .number("from", e.from())
                .number("to", e.to())
                .bool("more", e.more())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] created(Event.Created e) {
        return open("created", 0)
                .text("room", e.room())
                .text("keeps", e.keeps().toString())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] behind(Event.Behind e) {
        return open("behind", 0).text("room", e.room()).number("by", e.by()).line();
    }

    @Override
    public byte[] missed(Event.Missed e) {
        return open("missed", 0)
                .text("room", e.room())
                .number("from", e.from())
                .number("to", e.to())
                .number("missed", e.missed())
                .line();
    }

    @Override
    public byte[] notice(Event.Notice e) {
        return open("notice", e.text().length())
                .optional("room", e.room())
                .text("text", e.text())
                .optional("by", e.by())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] pong(Event.Pong e) {
        return open("pong", 0).optional("id", e.id()).line();
    }

    @Override
    public byte[] help(Event.Help e) {
        return open("help", SMALL * 8)
                .texts("lines", e.lines())
                .optional("id", e.id())
                .line();
    }

    /** Only a text session has its lines given back. */
    @Override
    public byte[] echo(Event.Echo e) {
        return NOT_TOLD;
    }

    @Override
    public byte[] refused(Event.Refused e) {
        return open("refused", SMALL)
                .text("reason", e.refusal().reason().wire())
                .text("text", e.refusal().text())
                .optional("id", e.id())
                .line();
    }

    @Override
    public byte[] bye(Event.Bye e) {
        return open("bye", 0).text("text", e.why()).line();
    }
}
