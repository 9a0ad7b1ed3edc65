package thiscord.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * Which rooms the person is in, in the order of entering, which one is current, and which names are worth completing.
 * Guarded by the screen's lock.
 */
final class Places {
    private static final int MOST_NAMES = 500;

    private final Map<String, View> views = new LinkedHashMap<>();
    private final Set<String> nicks = new LinkedHashSet<>();
    private final Set<String> known = new LinkedHashSet<>();
    private @Nullable View current;
    private String wished = "";
    private String draftOutside = "";

    @Nullable
    View current() {
        return current;
    }

    @Nullable
    View of(@Nullable String room) {
        return room == null ? null : views.get(Names.key(room));
    }

    List<View> views() {
        return List.copyOf(views.values());
    }

    void switchTo(View view) {
        current = view;
    }

    /** Keeps what was typed in a room, or outside of all, and not sent. */
    void draft(@Nullable View view, String typed) {
        if (view == null) {
            draftOutside = typed;
        } else {
            view.draft = typed;
        }
    }

    /** What {@link #draft} kept; it is kept no longer. */
    String takeDraft(@Nullable View view) {
        String draft = view == null ? draftOutside : view.draft;
        draft(view, "");
        return draft;
    }

    /** When that room is entered, it shall be the current one. */
    void wish(String room) {
        wished = Names.key(room);
    }

    /** The view so many places further on, round and round; null if there is no other. */
    @Nullable
    View neighbour(int steps) {
        List<View> all = views();
        if (all.isEmpty() || all.size() == 1 && current != null) {
            return null;
        }
        int at = current == null ? (steps > 0 ? -1 : 0) : all.indexOf(current);
        return all.get(Math.floorMod(at + steps, all.size()));
    }

    List<String> rooms() {
        Set<String> all = new LinkedHashSet<>();
        views.values().forEach(view -> all.add(view.name));
        all.addAll(known);
        return new ArrayList<>(all);
    }

    List<String> nicks() {
        return new ArrayList<>(nicks);
    }

    /** A room was entered, or entered again; who was put out of one stays nowhere until they choose another. */
    View joined(Event.Joined e) {
        boolean first = of(e.room()) == null;
        View view = views.computeIfAbsent(Names.key(e.room()), key -> new View(e.room()));
        view.joined(e);
        e.members().forEach(nick -> note(nicks, nick));
        if (current == null && first || wished.equals(view.key())) {
            current = view;
            wished = "";
        }
        return view;
    }

    /** Who leaves talks in another room next; who was put out nowhere, for that was not chosen. */
    void left(Event.Left e) {
        View left = views.remove(Names.key(e.room()));
        if (left != null && left == current) {
            boolean chosen = e.why() == null && !views.isEmpty();
            current = chosen ? views.values().iterator().next() : null;
        }
    }

    /** Learns names and numbers from what is heard. */
    void hear(Event event) {
        if (event instanceof Event.Presence e) {
            e.joined().forEach(nick -> note(nicks, nick));
            e.left().forEach(nicks::remove);
            count(e.room(), e.count());
        } else if (event instanceof Event.Members e) {
            e.here().forEach(nick -> note(nicks, nick));
            count(e.room(), e.count());
        } else if (event instanceof Event.Renamed e) {
            nicks.remove(e.from());
            note(nicks, e.to());
        } else if (event instanceof Event.Message e) {
            note(nicks, e.from());
        } else if (event instanceof Event.Direct e) {
            note(nicks, e.from());
        } else if (event instanceof Event.Rooms e) {
            e.rooms().forEach(line -> note(known, line.room()));
        } else if (event instanceof Event.Created e) {
            note(known, e.room());
        }
    }

    private void count(String room, int here) {
        View view = of(room);
        if (view != null) {
            view.here = here;
        }
    }

    /** The newest names stay. */
    private static void note(Set<String> names, String name) {
        names.remove(name);
        if (names.size() == MOST_NAMES) {
            names.remove(names.iterator().next());
        }
        names.add(Visible.line(name));
    }
}
