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
 * Which rooms the terminal is in, which one is current, and which names are worth completing. Thread-safe: the handler
 * thread writes what it hears, the reading thread asks and switches.
 */
final class Places {
    private static final int MOST_NAMES = 500;

    private final Map<String, String> rooms = new LinkedHashMap<>();
    private final Set<String> nicks = new LinkedHashSet<>();
    private final Set<String> known = new LinkedHashSet<>();
    private @Nullable String current;

    synchronized @Nullable String current() {
        return current;
    }

    /** Switches to a room; false if we are not in it. */
    synchronized boolean switchTo(String room) {
        String name = rooms.get(Names.key(room));
        if (name == null) {
            return false;
        }
        current = name;
        return true;
    }

    synchronized boolean in(String room) {
        return rooms.containsKey(Names.key(room));
    }

    synchronized List<String> rooms() {
        Set<String> all = new LinkedHashSet<>(rooms.values());
        all.addAll(known);
        return new ArrayList<>(all);
    }

    synchronized List<String> nicks() {
        return new ArrayList<>(nicks);
    }

    /** Learns from what is heard. */
    synchronized void hear(Event event) {
        if (event instanceof Event.Joined) {
            Event.Joined e = (Event.Joined) event;
            rooms.put(Names.key(e.room()), e.room());
            current = current == null ? e.room() : current;
            e.members().forEach(nick -> note(nicks, nick));
        } else if (event instanceof Event.Left) {
            leave((Event.Left) event);
        } else if (event instanceof Event.Presence) {
            ((Event.Presence) event).joined().forEach(nick -> note(nicks, nick));
            ((Event.Presence) event).left().forEach(nicks::remove);
        } else if (event instanceof Event.Renamed) {
            nicks.remove(((Event.Renamed) event).from());
            note(nicks, ((Event.Renamed) event).to());
        } else if (event instanceof Event.Message) {
            note(nicks, ((Event.Message) event).from());
        } else if (event instanceof Event.Rooms) {
            ((Event.Rooms) event).rooms().forEach(line -> note(known, line.room()));
        } else if (event instanceof Event.Created) {
            note(known, ((Event.Created) event).room());
        }
    }

    /** Who leaves talks in another room next; who was put out nowhere, for that was not chosen. */
    private void leave(Event.Left e) {
        String left = rooms.remove(Names.key(e.room()));
        if (left != null && left.equals(current)) {
            boolean chosen = e.why() == null && !rooms.isEmpty();
            current = chosen ? rooms.values().iterator().next() : null;
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
