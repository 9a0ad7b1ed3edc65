package thiscord.broker.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes over records of a journal, and keeps in mind which ones it could not, to try them again. When the files cannot be
 * worked on, the numbering goes on in memory, so that the next start throws them away; until then the text is in them.
 * Guarded by the journal.
 */
final class Erasing {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final long AGAIN_MILLIS = 10_000;

    private final Segments segments;
    /** Where records are that are to go. */
    private final Set<Long> places = new HashSet<>();
    /** Something is to go, if but the name of a topic that has no records any more. */
    private boolean pending;

    private long againAt;
    private boolean told;

    Erasing(Segments segments) {
        this.segments = segments;
    }

    /**
     * Writes over the records at these places, over what could not be written over before, and over what is written down of
     * their topics; waits for the disk.
     *
     * @return null, or why not all of it is gone
     */
    @Nullable
    String erase(Collection<Long> more, long nowMillis) {
        places.addAll(more);
        pending = true;
        return erase(nowMillis);
    }

    /** Tries again, now and then, what could not be erased. */
    void again(long nowMillis) {
        if (pending && (nowMillis >= againAt || againAt - nowMillis > AGAIN_MILLIS)) {
            places.removeIf(place -> segments.of(place) == null);
            erase(nowMillis);
        }
    }

    /** Tries now what could not be erased before; answers as {@link #erase(Collection, long)} does. */
    @Nullable
    String erase(long nowMillis) {
        try {
            if (pending && segments.inFiles()) {
                tryInFiles();
            }
            if (pending) {
                writeOver();
            }
        } catch (IOException e) {
            againAt = nowMillis + AGAIN_MILLIS;
            if (!told) {
                told = true;
                LOG.log(
                        Level.ERROR,
                        "broker: what was erased is still in the files of the journal, tried again until it is not: "
                                + e.getMessage());
            }
            return "it is still in the files of the journal; the broker tries again, and its log says why";
        }
        if (told) {
            told = false;
            LOG.log(Level.INFO, "broker: what was erased is in no file of the journal any more");
        }
        return null;
    }

    private void tryInFiles() {
        try {
            JournalFolder folder = segments.folder();
            if (folder != null) {
                folder.erasing(true);
                segments.save(folder);
                writeOver();
                folder.erasing(false);
            }
        } catch (IOException e) {
            segments.goOnInMemory(e);
        }
    }

    private void writeOver() throws IOException {
        Map<Long, List<Integer>> bySegment = new TreeMap<>();
        for (long place : places) {
            bySegment
                    .computeIfAbsent(Segment.numberOf(place), none -> new ArrayList<>())
                    .add(Segment.positionOf(place));
        }
        for (Map.Entry<Long, List<Integer>> one : bySegment.entrySet()) {
            Segment segment = segments.of(Segment.place(one.getKey(), 0));
            if (segment != null) {
                segment.erase(one.getValue());
            }
        }
        places.clear();
        pending = false;
    }
}
