package thiscord.protocol;

/** One method an event. */
public interface EventVisitor<R> {
    R welcome(Event.Welcome e);

    R challenge(Event.Challenge e);

    R joined(Event.Joined e);

    R left(Event.Left e);

    R presence(Event.Presence e);

    R renamed(Event.Renamed e);

    R message(Event.Message e);

    R direct(Event.Direct e);

    R mention(Event.Mention e);

    R topic(Event.Topic e);

    R board(Event.Board e);

    R members(Event.Members e);

    R rooms(Event.Rooms e);

    R history(Event.History e);

    R created(Event.Created e);

    R behind(Event.Behind e);

    R missed(Event.Missed e);

    R notice(Event.Notice e);

    R pong(Event.Pong e);

    R help(Event.Help e);

    R echo(Event.Echo e);

    R refused(Event.Refused e);

    R bye(Event.Bye e);
}
