package thiscord.hub.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** What waits for whom, and whether more may. For the writer's thread; {@link #has} may be called from any. */
final class MailTrays {
    /** So long something may be said again and is kept once. */
    static final long AGAIN_MILLIS = 10 * 60_000;

    private final MailLimits limits;
    private final ConcurrentMap<String, List<MailEntry>> trays = new ConcurrentHashMap<>();
    private int all;
    private long newest;

    /** @param newest the newest id that was ever stored, or 0 */
    MailTrays(MailLimits limits, long newest) {
        this.limits = limits;
        this.newest = newest;
    }

    /** True if something waits for that key. */
    boolean has(String to) {
        return trays.containsKey(to);
    }

    /** What waits for that key, oldest first; a copy. */
    List<MailEntry> of(String to) {
        return trays.getOrDefault(to, List.of()).stream()
                .sorted(Comparator.comparingLong(MailEntry::id))
                .toList();
    }

    /** What has waited for too long. */
    List<MailEntry> overdue(long now) {
        long since = now - limits.age().toMillis();
        return trays.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.at() < since)
                .toList();
    }

    /** The newest id that was ever stored, or 0. */
    long newest() {
        return newest;
    }

    /** One that was added is stored. */
    void stored(MailEntry entry) {
        newest = Math.max(newest, entry.id());
    }

    void add(MailEntry entry) {
        trays.computeIfAbsent(entry.to(), key -> new ArrayList<>()).add(entry);
        all++;
    }

    /** The mentions in a room. */
    List<MailEntry> in(long room) {
        return trays.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.room() == room)
                .toList();
    }

    /** Removes what waits for that key and is so. */
    void remove(String to, Predicate<MailEntry> which) {
        List<MailEntry> tray = trays.get(to);
        if (tray != null) {
            all -= tray.size();
            tray.removeIf(which);
            all += tray.size();
            if (tray.isEmpty()) {
                trays.remove(to);
            }
        }
    }

    /**
     * The same message, if it waits already: what is said again under an id, with the same text and within
     * {@link #AGAIN_MILLIS}. Senders that count from 1 use an id again for something else.
     */
    @Nullable
    MailEntry twin(MailEntry of) {
        for (MailEntry one : trays.getOrDefault(of.to(), List.of())) {
            boolean same = of.mention()
                    ? one.room() == of.room() && one.seq() == of.seq()
                    : !one.mention()
                            && of.called() != null
                            && Math.abs(of.at() - one.at()) <= AGAIN_MILLIS
                            && of.digest() == one.digest()
                            && of.called().equals(one.called())
                            && of.from().equals(one.from());
            if (same) {
                return one;
            }
        }
        return null;
    }

    /** The oldest mention, if it has to make place for that one. */
    @Nullable
    MailEntry toDrop(MailEntry mention) {
        List<MailEntry> tray = trays.getOrDefault(mention.to(), List.of());
        List<MailEntry> mentions = tray.stream().filter(MailEntry::mention).toList();
        boolean full = mentions.size() >= limits.mentions() || tray.size() >= limits.each() || all >= limits.all();
        return full && !mentions.isEmpty() ? mentions.get(0) : null;
    }

    /** Why no more can be left, or null. */
    @Nullable
    Refusal refuses(MailEntry entry, String to) {
        List<MailEntry> tray = trays.getOrDefault(entry.to(), List.of());
        if (!entry.mention()) {
            long bytes = entry.bytes();
            int fromOne = 0;
            for (MailEntry one : tray) {
                bytes += one.bytes();
                fromOne += !one.mention() && one.from().equals(entry.from()) ? 1 : 0;
            }
            if (fromOne >= limits.fromOne()) {
                return full(fromOne + " messages of yours wait for " + to + ", which is the most");
            }
            if (bytes > limits.bytes()) {
                return full("as much text waits for " + to + " as may");
            }
        }
        if (tray.size() >= limits.each()) {
            return full(tray.size() + " messages wait for " + to + ", which is the most");
        }
        return all >= limits.all() ? full("as many messages wait at this server as may") : null;
    }

    private static Refusal full(String why) {
        return new Refusal(Reason.MAIL_FULL, "That was not kept: " + why + ". Say it when the other is here.");
    }
}
