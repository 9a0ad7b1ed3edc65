package thiscord.rooms;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;

/** {@code thiscord rooms} on a terminal: shows the rooms and asks what to do, until quit. For one thread. */
final class RoomsDialog {
    /** Carries something out as that nick. */
    @FunctionalInterface
    interface Asking {
        <T> T ask(String nick, RoomsSession.Ask<T> ask);
    }

    private final BufferedReader in;
    private final PrintWriter out;
    private final Asking asking;
    private String nick;

    /** @param nick what is offered */
    RoomsDialog(BufferedReader in, PrintWriter out, String nick, Asking asking) {
        this.in = in;
        this.out = out;
        this.nick = nick;
        this.asking = asking;
    }

    /**
     * Until quit, or the end of the input.
     *
     * @throws Failure if the room service cannot be reached at the beginning
     */
    int run() {
        list();
        String wanted = prompt("Nick [" + nick + "]: ");
        nick = wanted.isEmpty() ? nick : wanted;
        while (true) {
            String action = prompt("Action (list, create, join, leave, delete, quit) [quit]: ")
                    .toLowerCase(Locale.ROOT);
            if (action.isEmpty() || "quit".equals(action) || "q".equals(action)) {
                return ExitCode.OK;
            }
            try {
                act(action);
            } catch (Failure e) {
                out.println(e.getMessage());
            }
        }
    }

    private void act(String action) {
        switch (action) {
            case "list" -> list();
            case "create" ->
                room(room ->
                        "created '" + asked(s -> s.create(RoomSpec.of(room))).name() + "'; you are its owner.");
            case "join" ->
                room(room ->
                        nick + " is a member of '" + asked(s -> s.join(room)).name() + "'.");
            case "leave" ->
                room(room -> {
                    asked(s -> {
                        s.leave(room);
                        return true;
                    });
                    return "'" + room + "' left.";
                });
            case "delete" -> room(this::deleted);
            default -> out.println("there is no action '" + action + "'");
        }
    }

    private String deleted(String room) {
        String sure = prompt("Delete '" + room + "' with everything in it? This cannot be undone. [y/N] ");
        if (!sure.equalsIgnoreCase("y") && !sure.equalsIgnoreCase("yes")) {
            return "'" + room + "' was not deleted.";
        }
        asked(s -> {
            s.delete(room);
            return true;
        });
        return "'" + room + "' deleted.";
    }

    private void room(UnaryOperator<String> action) {
        String room = prompt("Room: ");
        if (!room.isEmpty()) {
            out.println(action.apply(room));
            list();
        }
    }

    private void list() {
        List<RoomInfo> rooms = asked(RoomsCommand::all);
        RoomsText.rooms(rooms).forEach(out::println);
    }

    private <T> T asked(RoomsSession.Ask<T> ask) {
        return asking.ask(nick, ask);
    }

    /** What is typed, without spaces around it; empty at the end of the input. */
    private String prompt(String question) {
        out.print(question);
        out.flush();
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot read the terminal: " + Failure.why(e), e);
        }
    }
}
