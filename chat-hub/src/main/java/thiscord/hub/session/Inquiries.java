package thiscord.hub.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.RoomCard;
import thiscord.hub.room.Seat;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.text.SlashCommand;

/** What one session wants to know of rooms. Lives on the session's loop. */
final class Inquiries {
    private static final int ROOMS_A_PAGE = 50;

    private final Session session;
    private final Lobby lobby;
    private final Checks checks;

    Inquiries(Session session, Checks checks) {
        this.session = session;
        this.lobby = session.lobby();
        this.checks = checks;
    }

    void who(Command.Who c) {
        Seat seat = checks.seat(c.room(), c);
        if (seat != null) {
            session.hold();
            lobby.directory()
                    .away(seat.room().name())
                    .thenAccept(away -> session.post(() -> {
                        seat.room().who(seat, away.refusal() == null ? away.value() : List.of(), c.id());
                        seat.room().whenSaid(seat, session::release);
                    }));
        }
    }

    void rooms(Command.Rooms c) {
        if (checks.noHello(c)) {
            return;
        }
        String nick =
                session.identity().nick() == null ? "" : session.identity().nick();
        session.hold();
        lobby.directory()
                .listFor(c.after(), nick)
                .thenAccept(page -> session.post(() -> {
                    if (page.refusedFor(Reason.ROOMS_UNAVAILABLE)) {
                        tell(open(c.after(), nick), c);
                    } else if (!checks.refused(page.refusal(), c)) {
                        tell(page.value().stream().map(this::line), c);
                    }
                    session.release();
                }));
    }

    private void tell(Stream<Event.RoomLine> lines, Command.Rooms c) {
        List<Event.RoomLine> some =
                new ArrayList<>(lines.limit(ROOMS_A_PAGE + 1).toList());
        boolean more = some.size() > ROOMS_A_PAGE;
        session.tell(new Event.Rooms(more ? some.subList(0, ROOMS_A_PAGE) : some, more, c.id()));
    }

    /** What is open here, in the order and from the place that the room service would answer. */
    private Stream<Event.RoomLine> open(String after, String nick) {
        return lobby.rooms().all().stream()
                .filter(room -> room.listedFor(nick) && Names.key(room.name()).compareTo(Names.key(after)) > 0)
                .sorted(Comparator.comparing(room -> Names.key(room.name())))
                .map(Inquiries::line);
    }

    private Event.RoomLine line(RoomCard card) {
        ActiveRoom open = lobby.rooms().find(card.name());
        return new Event.RoomLine(card.name(), open == null ? 0 : open.size(), card.topic(), card.keeps());
    }

    private static Event.RoomLine line(ActiveRoom room) {
        return new Event.RoomLine(room.name(), room.size(), room.topic(), room.keeps());
    }

    void topic(Command.Topic c) {
        Seat seat = checks.seat(c.room(), c);
        if (seat == null) {
            return;
        }
        if (c.topic() == null) {
            seat.room().tellTopic(seat, c.id());
            session.waitFor(seat);
        } else if (!checks.tooLong(c.topic(), c)) {
            String nick = session.identity().nickOrGuest();
            // A change is told to everybody, the setter included, by whoever of this and the room service comes first.
            boolean answer = c.id() != null || seat.room().topic().equals(c.topic());
            checks.reach(
                    List.of(seat),
                    c,
                    () -> checks.ask(lobby.directory().setTopic(seat.room().name(), c.topic(), nick), c, card -> {
                        seat.room().setTopic(card.topic(), nick);
                        if (answer) {
                            seat.room().tellTopic(seat, c.id());
                        }
                        session.release();
                    }));
        }
    }

    /** Reads the board, or writes on it: what is blank wipes it. */
    void board(Command.Board c) {
        Seat seat = checks.seat(c.room(), c);
        String text = c.text();
        if (seat == null || text != null && (checks.tooLong(text, c) || tooManyBytes(text, c))) {
            return;
        }
        session.hold();
        seat.room().board(seat, text == null || !text.isBlank() ? text : "", c.id(), session::release);
    }

    private boolean tooManyBytes(String text, Command.Board c) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        int most = Command.Board.MOST_BYTES;
        return checks.refused(
                bytes <= most
                        ? null
                        : new Refusal(
                                Reason.TEXT_TOO_LONG,
                                "A board holds " + most + " bytes of UTF-8; that had " + bytes + "."),
                c);
    }

    void history(Command.History c) {
        Seat seat = checks.seat(c.room(), c);
        if (seat != null) {
            session.hold();
            seat.room().history(seat, c, session::release);
        }
    }

    void help(Command.Help c) {
        List<String> lines = new ArrayList<>();
        for (SlashCommand one : SlashCommand.all()) {
            lines.add(one.usage() + " - " + one.help());
        }
        session.tell(new Event.Help(lines, c.id()));
    }
}
