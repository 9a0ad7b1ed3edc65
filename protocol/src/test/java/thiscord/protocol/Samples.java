package thiscord.protocol;

import java.util.List;

/** One event of each kind, for tests that go through all of them. */
public final class Samples {
    /** 2026-11-20T10:00:00.123Z. */
    public static final long AT = 1_795_168_800_123L;

    private Samples() {}

    /** All of them, every text being the given one. */
    public static List<Event> events(String text) {
        Keeps week = Keeps.parse("7d");
        Refusal refusal = new Refusal(Reason.NO_SUCH_ROOM, text);
        List<String> names = List.of(text, "bob");
        return List.of(
                new Event.Welcome(text, text, Limits.DEFAULT, text),
                new Event.Welcome(text, text, Limits.DEFAULT, text, text, AT, text, text),
                new Event.Challenge(text, text),
                new Event.Joined(text, text, 57, names, 3, text, week, AT, text),
                new Event.Left(text, text, text),
                new Event.Presence(text, names, names, 4, 9),
                new Event.Renamed(text, text, text, text),
                new Event.Message(text, 58, text, false, text, AT, text, false),
                new Event.Message(text, 58, text, true, text, AT, text, true),
                new Event.Direct(text, text, text, AT, text),
                new Event.Direct(text, text, text, AT, text, true, 7),
                new Event.Mention(new Event.Message(text, 58, text, true, text, AT, text, false), 8),
                new Event.Topic(text, text, text, text),
                new Event.Board(text, text, text, AT, text),
                new Event.Members(text, names, names, 3, text),
                new Event.Rooms(List.of(new Event.RoomLine(text, 2, text, week)), true, text),
                new Event.History(text, 1, 20, true, text),
                new Event.Created(text, week, text),
                new Event.Behind(text, 214),
                new Event.Missed(text, 43, 97),
                new Event.Notice(text, text, text, text),
                new Event.Pong(text),
                new Event.Help(names, text),
                new Event.Refused(refusal, text),
                new Event.Bye(text));
    }
}
