package thiscord.client;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;

/**
 * What a person has before the eyes: the rooms, which of them is shown, and the lines on their way to the screen. Guarded by
 * the screen's lock, which its own methods take; any thread.
 */
final class Sight {
    private static final int SHOWN_BEFORE_NEWS = 10;

    private final Screen screen;
    private final Settings settings;
    private final boolean mayColour;
    private final boolean linear;
    private final Colours colours;
    private final TerminalText text;
    private final Places places;
    private final Absence absence = new Absence();
    private final List<AttributedString> batch = new ArrayList<>();
    private @Nullable Search search;
    private boolean stale;
    private boolean leaving;
    private String nick = "";
    private volatile boolean lost;
    private volatile boolean ended;

    /**
     * @param mayColour false if nothing is to be coloured, whatever the settings say
     * @param linear true if the screen shows lines alone, of all rooms
     */
    Sight(Screen screen, Places places, Settings settings, Colours colours, boolean mayColour, boolean linear) {
        this.screen = screen;
        this.places = places;
        this.settings = settings;
        this.colours = colours;
        this.mayColour = mayColour;
        this.linear = linear;
        text = new TerminalText(colours, ZoneId.systemDefault());
        applySettings();
    }

    /** What was set holds from now on. */
    void applySettings() {
        colours.turn(mayColour && settings.get(Setting.COLOUR).equals("on"));
        text.time(settings.get(Setting.TIME));
    }

    // --- lines ---

    /** Puts lines behind those that wait. Under the lock. */
    void add(List<AttributedString> lines) {
        batch.addAll(lines);
    }

    /** The same for something that the client itself says. Under the lock. */
    void notice(String words) {
        batch.addAll(wrapped(text.notice(words)));
    }

    /** Broken between words, where the screen has an end. */
    List<AttributedString> wrapped(AttributedString line) {
        return WrappedWords.lines(line, screen.columns(), 2);
    }

    /** Something that the client itself has to say, at once. */
    void say(String words) {
        screen.lock().lock();
        try {
            if (!leaving) {
                notice(words);
                flush();
            }
        } finally {
            screen.lock().unlock();
        }
    }

    /** Shows lines at once, after all that was heard before. */
    void show(List<AttributedString> lines) {
        screen.lock().lock();
        try {
            batch.addAll(lines);
            flush();
        } finally {
            screen.lock().unlock();
        }
    }

    /** Something has changed that the screen may tell beside the lines. Under the lock. */
    void changed() {
        stale = true;
    }

    /** Under the lock. */
    void flush() {
        if (leaving) {
            batch.clear();
        } else if (!batch.isEmpty()) {
            screen.show(batch);
            batch.clear();
        } else if (stale) {
            screen.refresh();
        }
        stale = false;
    }

    /**
     * From now on nothing is shown that comes, for the screen may be closed; lines alone lose nothing that came before.
     */
    void leave() {
        screen.lock().lock();
        try {
            if (linear) {
                flush();
            }
            leaving = true;
        } finally {
            screen.lock().unlock();
        }
    }

    /** Under the lock. */
    boolean leaving() {
        return leaving;
    }

    // --- rooms ---

    /** True if what is said there is shown as it comes. Under the lock. */
    boolean seen(@Nullable View view) {
        return linear || view == places.current() || settings.get(Setting.SHOW).equals("all");
    }

    /** True if it is not to be counted. Under the lock. */
    boolean quiet(View view) {
        return settings.words(Setting.QUIET).stream()
                .anyMatch(room -> Names.key(room).equals(view.key()));
    }

    /** When that room is entered, it shall be the one to talk in. */
    void wish(String room) {
        screen.lock().lock();
        try {
            places.wish(room);
        } finally {
            screen.lock().unlock();
        }
    }

    /** Talks in that room from now on, and shows what was said there meanwhile; false if we are not in it. */
    boolean turnTo(String room) {
        screen.lock().lock();
        try {
            View view = places.of(room);
            if (view != null) {
                turnTo(view);
            }
            return view != null;
        } finally {
            screen.lock().unlock();
        }
    }

    /** Under the lock. */
    void turnTo(View view) {
        boolean shown = seen(view);
        places.switchTo(view);
        if (shown) {
            say("now talking in " + view.name);
        } else {
            show(text.room(view, SHOWN_BEFORE_NEWS, nick));
        }
        view.allShown();
    }

    /**
     * The person talks elsewhere without having pressed a key for it: what they are typing stays behind with the room that it
     * was for, or outside of all if that room is left. Under the lock.
     */
    void movedFrom(@Nullable View before) {
        View now = places.current();
        if (before != null && now != null && now != before && screen.typing()) {
            places.draft(places.of(before.name) == before ? before : null, screen.typed());
            screen.typed(places.takeDraft(now));
        }
    }

    // --- what there is ---

    Screen screen() {
        return screen;
    }

    Settings settings() {
        return settings;
    }

    TerminalText text() {
        return text;
    }

    Places places() {
        return places;
    }

    Absence absence() {
        return absence;
    }

    boolean linear() {
        return linear;
    }

    String nick() {
        return nick;
    }

    void nick(String worn) {
        nick = worn;
    }

    /** True while there is no connection. */
    boolean lost() {
        return lost;
    }

    void lost(boolean now) {
        lost = now;
        stale = true;
    }

    /** True once the connection is over for good. */
    boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
        stale = true;
    }

    /** What is looked for, or null. Under the lock. */
    @Nullable
    Search search() {
        return search;
    }

    void search(@Nullable Search begun) {
        search = begun;
    }
}
