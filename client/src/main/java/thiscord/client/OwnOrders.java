package thiscord.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;

/** Obeys the commands that no hub hears of. For the reading thread; the answers to a search come on the handler thread. */
final class OwnOrders {
    private final Sight sight;
    private final ChatClient client;
    private final Lock lock;

    OwnOrders(Sight sight, ChatClient client) {
        this.sight = sight;
        this.client = client;
        this.lock = sight.screen().lock();
    }

    void obey(Commands.Own order, String arguments, @Nullable String room) {
        Search begun = null;
        lock.lock();
        try {
            switch (order) {
                case SEARCH -> begun = search(arguments, room);
                case QUIET -> quiet(arguments.isEmpty() ? room : arguments, null);
                case AWAY -> away(arguments);
                case BACK -> {
                    if (!back()) {
                        sight.say("you were not away");
                    }
                }
                case SET -> set(arguments);
            }
        } finally {
            lock.unlock();
        }
        if (begun != null) {
            page(begun);
        }
    }

    // --- away ---

    private void away(String words) {
        sight.absence().begin(words);
        sight.places().views().forEach(View::wentAway);
        sight.say("you are away; what mentions you is told again when you are back, by /back or by saying something");
    }

    /** The person is here; false if they were. */
    boolean back() {
        lock.lock();
        try {
            Absence absence = sight.absence();
            if (!absence.on()) {
                return false;
            }
            long more = absence.more();
            List<Event> missed = absence.end();
            List<AttributedString> lines = new ArrayList<>();
            lines.add(sight.text()
                    .rule(missed.isEmpty() ? "back; nothing mentioned you" : "back; what mentioned you meanwhile"));
            if (more > 0) {
                lines.add(sight.text().notice(more + " more came before these"));
            }
            missed.forEach(event -> lines.addAll(sight.text().lines(event, client.nick())));
            if (!missed.isEmpty()) {
                lines.add(sight.text().rule("that was all"));
            }
            sight.show(lines);
            return true;
        } finally {
            lock.unlock();
        }
    }

    // --- settings ---

    /** {@code /mute ROOM} and {@code /unmute ROOM} are about the person's own ears, if it is a room and nobody's nick. */
    boolean obeyed(Command.Moderate decision) {
        boolean mute = decision.action() == Action.MUTE;
        if (!mute && decision.action() != Action.UNMUTE) {
            return false;
        }
        lock.lock();
        try {
            View view = sight.places().of(decision.about());
            boolean somebody = sight.places().nicks().stream()
                    .anyMatch(nick -> Names.key(nick).equals(Names.key(decision.about())));
            if (view == null || somebody) {
                return false;
            }
            quiet(view.name, mute);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** @param wanted null to change it */
    private void quiet(@Nullable String room, @Nullable Boolean wanted) {
        Refusal wrong = room == null ? null : Names.checkRoom(room);
        if (room == null || wrong != null) {
            sight.say(wrong == null ? "you talk in no room; /quiet ROOM names one" : wrong.text());
            return;
        }
        List<String> rooms = new ArrayList<>(sight.settings().words(Setting.QUIET));
        boolean was = rooms.removeIf(other -> Names.key(other).equals(Names.key(room)));
        boolean quiet = wanted == null ? !was : wanted;
        if (quiet) {
            rooms.add(room);
        }
        String trouble = sight.settings().set(Setting.QUIET, String.join(" ", rooms));
        View view = sight.places().of(room);
        if (view != null && quiet) {
            view.unread = 0;
            view.mentions = 0;
        }
        sight.say(
                trouble != null
                        ? trouble
                        : room
                                + (quiet
                                        ? " is quiet now: not counted, no bell, no notice"
                                        : " is counted and rings again"));
    }

    private void set(String arguments) {
        String[] part = arguments.split("\\s+", 2);
        Setting setting = Setting.of(part[0]);
        if (part[0].isEmpty()) {
            List<AttributedString> lines = new ArrayList<>();
            for (Setting each : Setting.values()) {
                lines.addAll(described(each));
            }
            lines.addAll(wrapped(
                    sight.settings().file() == null
                            ? "these last until you leave"
                            : "they are kept in " + sight.settings().file()));
            sight.show(lines);
        } else if (setting == null) {
            sight.say("there is no setting '" + part[0] + "'; there are " + Settings.names());
        } else if (part.length < 2) {
            sight.show(described(setting));
        } else {
            String value = part[1].strip();
            String trouble = sight.settings().set(setting, value.equals("-") ? "" : value);
            sight.applySettings();
            sight.say(trouble == null ? value(setting) : trouble);
        }
    }

    private String value(Setting setting) {
        String value = sight.settings().get(setting);
        return setting.word() + " = " + (value.isEmpty() ? "-" : value);
    }

    private List<AttributedString> described(Setting setting) {
        return wrapped(String.format(Locale.ROOT, "%-26s %s", value(setting), setting.help()));
    }

    private List<AttributedString> wrapped(String words) {
        return WrappedWords.lines(sight.text().notice(words), sight.screen().columns(), 4);
    }

    // --- search ---

    boolean searching() {
        return sight.search() != null;
    }

    /** Under the lock; null if nothing is to be asked. */
    private @Nullable Search search(String words, @Nullable String room) {
        View view = sight.places().of(room);
        if (words.isEmpty()) {
            sight.say("it is written " + Commands.Own.SEARCH.usage());
        } else if (view == null) {
            sight.say("you talk in no room; /join NAME enters one");
        } else if (searching()) {
            sight.say("a search is under way; ask again when it has ended");
        } else {
            Search search = new Search(view.name, words, view.searchableTo());
            sight.search(search);
            return search;
        }
        return null;
    }

    /** Not under the lock: who asks may have to wait for answers, and they for the lock. */
    private void page(Search search) {
        CompletableFuture<Event> answer = client.ask(search.next());
        answer.whenComplete((event, failed) -> {
            boolean more;
            lock.lock();
            try {
                more = event instanceof Event.History end && search.pageEnded(end);
                if (!more) {
                    String trouble = failed != null
                            ? "there is no connection to the hub"
                            : event instanceof Event.Refused refused
                                    ? refused.refusal().text()
                                    : null;
                    end(search, trouble);
                }
            } finally {
                lock.unlock();
            }
            if (more) {
                page(search);
            }
        });
    }

    private void end(Search search, @Nullable String trouble) {
        sight.search(null);
        List<AttributedString> lines = new ArrayList<>();
        search.found().forEach(message -> lines.addAll(sight.text().lines(message, client.nick())));
        lines.add(sight.text().rule(search.summary(trouble)));
        sight.show(lines);
    }
}
