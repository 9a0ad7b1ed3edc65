package thiscord.hub.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.ActiveRoom;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;

/**
 * Looks open rooms up anew, so that their topic and rules become those of the room service. One look at a time for each room:
 * what is asked for meanwhile is one more look afterwards, so the newest answer is the last to arrive. When nobody answers,
 * all that waits is tried again after a pause, for as long as it takes. Bounded by the rooms that are open. Thread-safe;
 * never blocks.
 */
public final class RoomLooks {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** So many rooms are looked up at once. */
    static final int AT_ONCE = 16;

    /** So many tasks wait for the look at one room; more are run at once. */
    private static final int MOST_LATER = 1000;

    private final Function<String, CompletionStage<Answer<RoomCard>>> find;
    private final BiConsumer<String, Answer<RoomCard>> found;
    private final Duration pause;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> under = new HashSet<>();
    private final Map<String, List<Runnable>> later = new HashMap<>();
    private boolean pausing;

    /**
     * @param find asks for a room by its key
     * @param found is given each answer but that nobody answers, by key
     * @param pause before it is tried again
     */
    RoomLooks(
            Function<String, CompletionStage<Answer<RoomCard>>> find,
            BiConsumer<String, Answer<RoomCard>> found,
            Duration pause) {
        this.find = find;
        this.found = found;
        this.pause = pause;
    }

    /** For the rooms of a hub. */
    public static RoomLooks of(RoomDirectory directory, ActiveRooms rooms) {
        KeptRooms kept = new KeptRooms(rooms, directory);
        return new RoomLooks(directory::findAnew, (name, answer) -> compare(rooms, kept, name, answer), PAUSE);
    }

    /** If the room is open, it becomes what was answered, or ends. */
    private static void compare(ActiveRooms rooms, KeptRooms kept, String name, Answer<RoomCard> answer) {
        ActiveRoom open = rooms.find(name);
        if (open == null) {
            return;
        }
        if (answer.refusal() == null && answer.value().id() == open.id()) {
            open.setTopic(answer.value().topic(), "");
            open.rule(answer.value().rules(), answer.value().endsAt());
        } else if (answer.refusal() == null || answer.refusedFor(Reason.NO_SUCH_ROOM)) {
            rooms.end(open, "The room was deleted.");
            if (open.keeps().history()) {
                // It was opened just after its deletion was told, and what was said since is kept.
                kept.compare();
            }
        }
    }

    /** Looks a room up, now or soon. */
    void anew(String room) {
        synchronized (this) {
            waiting.add(Names.key(room));
        }
        goOn();
    }

    /** Runs a task once that room is looked up as often as was asked for so far; at once if it is not being looked up. */
    void whenLooked(String room, Runnable task) {
        synchronized (this) {
            String key = Names.key(room);
            List<Runnable> tasks = later.getOrDefault(key, List.of());
            if ((waiting.contains(key) || under.contains(key)) && tasks.size() < MOST_LATER) {
                later.computeIfAbsent(key, k -> new ArrayList<>()).add(task);
                return;
            }
        }
        task.run();
    }

    /** Something was told of a room; if it is just being looked up, the answer may be older than that. */
    synchronized void told(String room) {
        if (under.contains(Names.key(room))) {
            waiting.add(Names.key(room));
        }
    }

    private void goOn() {
        for (String next = next(); next != null; next = next()) {
            String room = next;
            find.apply(room).thenAccept(answer -> {
                boolean away = answer.refusedFor(Reason.ROOMS_UNAVAILABLE);
                if (!away) {
                    found.accept(room, answer);
                }
                ended(room, away).forEach(Runnable::run);
                goOn();
            });
        }
    }

    /** The next that may be looked up now, or null. */
    private synchronized @Nullable String next() {
        Iterator<String> some =
                pausing || under.size() >= AT_ONCE ? Set.<String>of().iterator() : waiting.iterator();
        while (some.hasNext()) {
            String room = some.next();
            if (under.add(room)) {
                some.remove();
                return room;
            }
        }
        return null;
    }

    /** What is to be done now. */
    private synchronized List<Runnable> ended(String room, boolean away) {
        under.remove(room);
        if (away) {
            waiting.add(room);
            if (!pausing) {
                pausing = true;
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::again);
            }
        }
        List<Runnable> tasks = waiting.contains(room) ? null : later.remove(room);
        return tasks == null ? List.of() : tasks;
    }

    private void again() {
        synchronized (this) {
            pausing = false;
        }
        goOn();
    }
}
