package thiscord.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jline.utils.AttributedString;
import thiscord.protocol.Event;
import thiscord.protocol.Limits;

/**
 * What comes from the hub, made into what the person sees. For the handler thread; shows a batch at a time, at most fifty
 * times a second.
 */
final class Heard implements ChatHandler {
    /** How many of the newest messages that were said while the client was closed are shown. */
    static final int SHOWN_AFTER_ABSENCE = 200;

    private static final long DRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Sight sight;
    private final Lock lock;
    private final Settings settings;
    private final TerminalText text;
    private final Places places;
    private final Notices notices;
    private final CatchUp catchUp = new CatchUp(SHOWN_AFTER_ABSENCE);
    private List<ReadMark> read = List.of();
    private String welcomedAs = "";
    private volatile ReadMarks marks = ReadMarks.none();
    private volatile Limits limits = Limits.DEFAULT;
    private long drawnAt = System.nanoTime() - DRAW_NANOS;

    Heard(Sight sight, Notices notices) {
        this.sight = sight;
        this.lock = sight.screen().lock();
        this.settings = sight.settings();
        this.text = sight.text();
        this.places = sight.places();
        this.notices = notices;
    }

    /** From now on goes on where those say, and notes there what was shown. */
    void remember(ReadMarks remembered) {
        marks = remembered;
    }

    ReadMarks marks() {
        return marks;
    }

    Limits limits() {
        return limits;
    }

    @Override
    public void event(ChatClient client, Event event) {
        lock.lock();
        try {
            if (sight.leaving()) {
                return;
            }
            sight.changed();
            sight.nick(client.nick());
            places.hear(event);
            if (event instanceof Event.Message message) {
                message(message);
            } else {
                other(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void message(Event.Message message) {
        View view = places.of(message.room());
        Search under = sight.search();
        if (under != null && under.takes(message)) {
            return;
        }
        if (view == null || view.old(message)) {
            sight.add(text.lines(message, sight.nick()));
            return;
        }
        if (catchUp.passesOver(message)) {
            view.skip(message.seq());
            return;
        }
        catchUp.passedOver(message).ifPresent(sight::notice);
        view.heard(message);
        boolean ours = message.from().equals(sight.nick());
        boolean mention = !ours && TerminalText.mentions(message.text(), sight.nick());
        if (sight.seen(view)) {
            if (view.lineBefore(message)) {
                sight.add(List.of(text.rule("read up to here")));
            }
            sight.add(text.lines(message, sight.nick()));
            view.showed(message);
        } else {
            view.unseen(ours || sight.quiet(view), mention);
        }
        if (!ours && !message.replay() && !sight.quiet(view)) {
            ring(mention, message.from() + (mention ? " mentions you in " : " in ") + message.room());
        }
        if (mention && !message.replay()) {
            sight.absence().hear(message);
        }
    }

    private void ring(boolean mention, String words) {
        String signal = notices.of(mention, words, System.nanoTime());
        if (!signal.isEmpty()) {
            sight.screen().signal(signal);
        }
    }

    private void other(Event event) {
        if (event instanceof Event.Welcome welcome) {
            limits = welcome.limits();
            boolean another = !welcomedAs.isEmpty() && !welcomedAs.equals(welcome.nick());
            welcomedAs = welcome.nick();
            if (sight.lost()) {
                sight.lost(false);
                sight.notice("the hub is back" + (another ? "; you speak as " + welcomedAs + " now" : ""));
                return;
            }
        } else if (event instanceof Event.Joined joined) {
            boolean again = places.of(joined.room()) != null;
            View before = places.current();
            View view = places.joined(joined);
            sight.movedFrom(before);
            if (again) {
                return;
            }
            ReadMark mark = marks.of(joined.room());
            view.begin(joined, mark);
            catchUp.joined(joined, mark);
        } else if (event instanceof Event.Left left) {
            View before = places.current();
            places.left(left);
            sight.movedFrom(before);
        } else if (event instanceof Event.Direct direct && !direct.from().equals(sight.nick())) {
            ring(true, direct.from() + " writes to you");
            sight.absence().hear(direct);
        }
        if (shown(event)) {
            catchUp.passedOver(event).ifPresent(sight::notice);
            text.lines(event, sight.nick()).forEach(line -> sight.add(wrapped(event, line)));
        }
    }

    /** Not what goes on in rooms that are behind the one that is shown, nor what only the status line tells. */
    private boolean shown(Event event) {
        if (event instanceof Event.Presence e) {
            return settings.get(Setting.PRESENCE).equals("show") && sight.seen(places.of(e.room()));
        }
        if (event instanceof Event.Renamed e) {
            return e.room() == null || sight.seen(places.of(e.room()));
        }
        if (event instanceof Event.Topic e) {
            return e.id() != null || sight.seen(places.of(e.room()));
        }
        View view = null;
        if (event instanceof Event.Behind e && (view = places.of(e.room())) != null) {
            view.behind = e.by();
        } else if (event instanceof Event.Missed e && (view = places.of(e.room())) != null) {
            view.skip(e.to());
        }
        Search under = sight.search();
        return !(event instanceof Event.History e) || under == null || !under.isIn(e.room());
    }

    private List<AttributedString> wrapped(Event event, AttributedString line) {
        return event instanceof Event.Direct || event instanceof Event.Mention ? List.of(line) : sight.wrapped(line);
    }

    @Override
    public void read(ChatClient client, List<ReadMark> soFar) {
        read = soFar;
    }

    @Override
    public void lost(ChatClient client, String why, Duration retryIn) {
        lock.lock();
        try {
            if (!sight.lost() && !sight.leaving()) {
                sight.notice("lost the hub: " + why + "; trying again. What you say is kept and sent then.");
            }
            sight.lost(true);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(ChatClient client, String why) {
        lock.lock();
        try {
            sight.end();
            sight.say("the connection has ended: " + why + "; Ctrl-D leaves");
        } finally {
            lock.unlock();
        }
    }

    /** Shows what came. When much comes it waits a little, so that the keys have the terminal between the batches. */
    @Override
    public void settled(ChatClient client) {
        LockSupport.parkNanos(drawnAt + DRAW_NANOS - System.nanoTime());
        lock.lock();
        try {
            sight.flush();
            if (!sight.leaving()) {
                marks.note(read.stream().map(this::asRead).toList());
            }
        } finally {
            lock.unlock();
        }
        drawnAt = System.nanoTime();
    }

    /** What is behind the room that is shown was received, and not read. */
    private ReadMark asRead(ReadMark mark) {
        View view = places.of(mark.room());
        return view == null || sight.seen(view) ? mark : view.read(mark);
    }
}
