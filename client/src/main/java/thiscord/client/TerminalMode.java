package thiscord.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;

/**
 * The client for a person: the line that they type, room by room. The caller of {@link #run} reads and obeys; what comes is
 * shown by {@link Heard}.
 */
final class TerminalMode implements Screen.Desk, AutoCloseable {
    /** How many of the newest messages a room shows when it is entered. */
    static final int SHOWN_ON_JOIN = 20;

    private final @Nullable Terminal terminal;
    private final Screen screen;
    private final Sight sight;
    private final Heard heard;
    private final StatusLine status;
    private final Places places = new Places();

    private InputBook book = new InputBook(null, 0, words -> {});
    private @Nullable View spokenIn;
    private @Nullable String question;
    private String askedAbout = "";

    /**
     * @param mayColour false if nothing is to be coloured, whatever the settings say
     * @param plain makes a screen of lines alone; null for a line to type on
     */
    TerminalMode(Settings settings, boolean mayColour, @Nullable Function<Screen.Desk, Screen> plain) {
        Colours colours = new Colours(false);
        status = new StatusLine(colours);
        if (plain != null) {
            terminal = null;
            screen = plain.apply(this);
        } else {
            try {
                terminal = TypingLine.open();
                screen = new TypingLine(terminal, this, new Completion(places));
            } catch (IOException e) {
                throw new Failure(
                        ExitCode.UNEXPECTED,
                        "cannot use this terminal: " + Failure.why(e) + "; --plain needs nothing of it",
                        e);
            }
        }
        sight = new Sight(screen, places, settings, colours, mayColour && plain == null, plain != null);
        heard = new Heard(sight, new Notices(settings, Notices.Form.of(System.getenv())));
    }

    /** Who listens to the hub for it. */
    ChatHandler heard() {
        return heard;
    }

    Sight sight() {
        return sight;
    }

    /**
     * From now on goes on where those say, and notes there what was shown. To be called before a room is entered.
     *
     * @param typedLines where to keep what was typed, or null
     */
    void remember(ReadMarks remembered, @Nullable Path typedLines) {
        heard.remember(remembered);
        InputBook kept = new InputBook(typedLines, sight.settings().number(Setting.INPUT_HISTORY), sight::say);
        screen.lock().lock();
        try {
            book = kept;
        } finally {
            screen.lock().unlock();
        }
    }

    /** The command that enters a room where it was left, or with the newest so many messages. */
    Command.Join entering(String room, int last, @Nullable String id) {
        return heard.marks().entering(room, last, id);
    }

    /** Asks one thing, before anything else; null at the end of the input. */
    @Nullable
    String ask(String words) {
        question = words;
        try {
            if (sight.linear()) {
                sight.say(words);
            }
            return screen.read("");
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        } finally {
            question = null;
        }
    }

    /**
     * Reads and obeys lines until the user leaves.
     *
     * @return the exit code
     */
    int run(ChatClient client) {
        Orders orders = new Orders(this, client);
        int exitCode = orders.readAll();
        if (sight.linear()) {
            orders.awaitEchoes();
        }
        sight.leave();
        boolean cutOff = exitCode == ExitCode.OK && sight.ended();
        return orders.allSaid() && !cutOff ? exitCode : ExitCode.CANNOT_REACH;
    }

    /** The next line, and where it was typed; kept for another time, unless it is secret. */
    Typed next() {
        String line = screen.read(takeDraft());
        screen.lock().lock();
        try {
            View in = spokenIn;
            String room = in == null ? null : in.name;
            if (!line.isBlank()) {
                book.add(room, line);
            }
            return new Typed(line, room);
        } finally {
            screen.lock().unlock();
        }
    }

    /**
     * A line, and the room that was before the person's eyes then.
     *
     * @param room null if there was none
     */
    record Typed(String line, @Nullable String room) {}

    private String takeDraft() {
        screen.lock().lock();
        try {
            return places.takeDraft(places.current());
        } finally {
            screen.lock().unlock();
        }
    }

    // --- what the screen asks: under its lock ---

    @Override
    public AttributedString prompt(String typed, int columns, int rows) {
        String asked = question;
        if (asked != null) {
            return new AttributedString(asked + " ");
        }
        View view = places.current();
        AttributedString prompt =
                new AttributedString((view == null ? "" : Isolates.around(Visible.line(view.name))) + "> ");
        if (columns < StatusLine.LEAST_COLUMNS) {
            return prompt;
        }
        AttributedString hint = status.hint(typed, columns - 1);
        AttributedString above = hint != null ? hint : status.of(places.views(), view, news(), columns - 1);
        return AttributedString.join(new AttributedString("\n"), above, prompt);
    }

    private String news() {
        String connection = sight.ended() ? "ended: Ctrl-D leaves" : sight.lost() ? "not connected" : "";
        return connection
                + (connection.isEmpty() || !sight.absence().on() ? "" : ", ")
                + sight.absence().words();
    }

    @Override
    public @Nullable AttributedString objection(String typed) {
        spokenIn = places.current();
        boolean command = typed.startsWith("/") && !typed.startsWith("//");
        if (!command && typed.length() > heard.limits().textChars()) {
            return objecting("that has " + typed.length() + " characters, and a message at most "
                    + heard.limits().textChars() + "; it was not sent: say it in parts");
        }
        long lines = typed.lines().count();
        int most = sight.settings().number(Setting.PASTE_ASK);
        if (most == 0 || lines < most || typed.equals(askedAbout)) {
            askedAbout = "";
            return null;
        }
        askedAbout = typed;
        return objecting("that has " + lines + " lines: Enter again sends it as one message, Ctrl-C drops it");
    }

    private AttributedString objecting(String words) {
        return AttributedString.join(
                new AttributedString("\n"), sight.wrapped(sight.text().notice(words)));
    }

    @Override
    public void step(int steps) {
        View next = places.neighbour(steps);
        if (next != null) {
            goTo(next);
        }
    }

    @Override
    public void go(int number) {
        List<View> views = places.views();
        if (number <= views.size()) {
            goTo(views.get(number - 1));
        }
    }

    /** What is typed stays behind with its room. */
    private void goTo(View view) {
        places.draft(places.current(), screen.typed());
        screen.typed(places.takeDraft(view));
        sight.turnTo(view);
        screen.typed(screen.typed());
    }

    @Override
    public History history() {
        View view = places.current();
        return book.of(view == null ? null : view.name);
    }

    @Override
    public void close() throws IOException {
        Terminal open = terminal;
        if (open != null) {
            open.close();
        }
    }
}
