package thiscord.hub.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.MentionObserver;
import thiscord.protocol.Event;
import thiscord.protocol.Names;

/**
 * Notes mentions of members who are away. Who is, the directory knows; it is asked once at a time for a room, for all
 * that was said there meanwhile. While it does not answer, nothing is noted. Thread-safe; never blocks.
 */
public final class MentionDesk implements MentionObserver {
    /** Of a room so many messages with mentions wait for the directory at the most; of others nothing is noted. */
    private static final int MOST_WAITING = 1000;

    /** What the directory answered holds for that long: who goes from this hub meanwhile is known without it. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int MOST_ANSWERS = 200;

    private final MailDesk mail;
    private final RoomDirectory directory;
    /** What waits, by room, of rooms that were asked for. Guarded by itself. */
    private final Map<Long, List<Mentioned>> waiting = new HashMap<>();

    /** The newest answers, by room, the oldest first. Guarded by itself. */
    private final Map<Long, Away> answers = new LinkedHashMap<>();

    /** Who is away from a room, as keys, as it was at that {@link System#nanoTime()}. */
    private record Away(Set<String> keys, long since) {}

    /** Words of a message that may be nicks. */
    private record Mentioned(Event.Message said, List<String> nicks) {}

    public MentionDesk(MailDesk mail, RoomDirectory directory) {
        this.mail = mail;
        this.directory = directory;
    }

    @Override
    public void mentioned(long room, Event.Message said, List<String> strayed, List<String> others) {
        strayed.forEach(nick -> mail.note(nick, room, said));
        if (others.isEmpty()) {
            return;
        }
        Mentioned mentioned = new Mentioned(said, others);
        Away known = known(room);
        if (known != null) {
            note(room, List.of(mentioned), known.keys());
        } else if (first(room, mentioned)) {
            ask(room, said.room());
        }
    }

    private @Nullable Away known(long room) {
        synchronized (answers) {
            Away known = answers.get(room);
            return known == null || System.nanoTime() - known.since() > FRESH_NANOS ? null : known;
        }
    }

    private Set<String> learnt(long room, Answer<List<String>> answer) {
        Set<String> keys = new HashSet<>();
        if (answer.refusal() == null) {
            answer.value().forEach(nick -> keys.add(Names.key(nick)));
        }
        synchronized (answers) {
            answers.remove(room);
            answers.put(room, new Away(keys, System.nanoTime()));
            if (answers.size() > MOST_ANSWERS) {
                answers.remove(answers.keySet().iterator().next());
            }
        }
        return keys;
    }

    /** True if nobody asks about that room now. */
    private boolean first(long room, Mentioned mentioned) {
        synchronized (waiting) {
            List<Mentioned> before = waiting.get(room);
            if (before == null) {
                waiting.put(room, new ArrayList<>(List.of(mentioned)));
            } else if (before.size() < MOST_WAITING) {
                before.add(mentioned);
            }
            return before == null;
        }
    }

    private void ask(long room, String name) {
        List<Mentioned> batch;
        synchronized (waiting) {
            batch = List.copyOf(waiting.getOrDefault(room, List.of()));
            if (batch.isEmpty()) {
                waiting.remove(room);
                return;
            }
            waiting.put(room, new ArrayList<>());
        }
        directory.away(name).thenAccept(away -> {
            note(room, batch, learnt(room, away));
            ask(room, name);
        });
    }

    private void note(long room, List<Mentioned> batch, Set<String> keys) {
        for (Mentioned one : batch) {
            for (String nick : one.nicks()) {
                if (keys.contains(Names.key(nick))) {
                    mail.note(nick, room, one.said());
                }
            }
        }
    }
}
