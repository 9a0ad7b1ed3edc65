package thiscord.broker.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thiscord.cli.WholeFile;

/** The segments of a journal: where records are written, and which of the oldest have to go. Guarded by the journal. */
final class Segments {
    /** Hears where a record is. */
    interface Written {
        void at(Entry entry, long place);
    }

    private static final Logger LOG = System.getLogger("thiscord.broker");
    /** A segment is ended when its oldest record has that part of the greatest age, so that it can go in time. */
    private static final int AGE_PARTS = 16;

    private final Journal.Limits limits;
    private final Journal journal;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private @Nullable JournalFolder folder;
    private long bytes;
    /** A file was made since the folder was last waited for. */
    private boolean begun = true;

    /** In memory. */
    Segments(Journal.Limits limits, Journal journal) {
        this.limits = limits;
        this.journal = journal;
    }

    /** In files, from now on. */
    void in(JournalFolder place) {
        folder = place;
    }

    /** One that was there before. */
    void add(Segment segment) {
        segments.put(segment.number, segment);
        bytes += segment.size();
    }

    /** The segment of a place; null if it is gone. */
    @Nullable
    Segment of(long place) {
        return segments.get(Segment.numberOf(place));
    }

    /** Writes, whatever it takes: if not into files, then into memory. */
    void write(List<Entry> entries, long nowMillis, Written written) {
        int from = 0;
        while (from < entries.size()) {
            rollIfOld(nowMillis);
            Segment segment = current();
            int size = 0;
            int to = from;
            while (to < entries.size() && (to == from || size < limits.segmentBytes())) {
                size += entries.get(to++).size();
            }
            ByteBuffer out = ByteBuffer.allocate(size);
            int begin = segment.size();
            for (Entry entry : entries.subList(from, to)) {
                entry.writeTo(out);
            }
            try {
                segment.write(out.flip());
            } catch (IOException e) {
                goOnInMemory(e);
                continue;
            }
            bytes += size;
            segment.oldest = Math.min(segment.oldest, nowMillis);
            segment.newest = Math.max(segment.newest, nowMillis);
            for (Entry entry : entries.subList(from, to)) {
                written.at(entry, Segment.place(segment.number, begin));
                begin += entry.size();
            }
            from = to;
        }
    }

    /** Ends the current segment if what is in it will soon have to go. */
    void rollIfOld(long nowMillis) {
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        long part = limits.age().toMillis() / AGE_PARTS;
        if (last == null || last.size() == 0) {
            return;
        }
        if (last.newest - nowMillis > part) {
            // The clock was ahead when that was written. A record of now says, after a restart too, that it is no
            // younger.
            LOG.log(
                    Level.WARNING,
                    "broker: the journal has events of a time that is "
                            + Duration.ofMillis(last.newest - nowMillis).toMinutes()
                            + " minutes ahead: the clock was wrong then, or is now; they are kept as if they were of now");
            Segment next = begin(last.number + 1);
            try {
                ByteBuffer mark = ByteBuffer.allocate(Entry.LEAST);
                Entry.erased(nowMillis, Entry.LEAST).writeTo(mark);
                next.write(mark.flip());
                bytes += Entry.LEAST;
                next.oldest = nowMillis;
                next.newest = nowMillis;
            } catch (IOException e) {
                goOnInMemory(e);
            }
        } else if (nowMillis - last.oldest > part) {
            begin(last.number + 1);
        }
    }

    /** When the newest record of the oldest segment was written: no later than now, nor than what was written behind it. */
    private long newestOf(Segment oldest, long nowMillis) {
        if (oldest.newest <= nowMillis) {
            return oldest.newest;
        }
        long newest = nowMillis;
        for (Segment later : segments.tailMap(oldest.number, false).values()) {
            newest = Math.min(newest, later.oldest);
        }
        return newest;
    }

    private Segment current() {
        Segment last = segments.isEmpty() ? null : segments.lastEntry().getValue();
        if (last == null) {
            return begin(1);
        }
        return last.size() >= limits.segmentBytes() ? begin(last.number + 1) : last;
    }

    private Segment begin(long number) {
        Segment next = Segment.inMemory(number);
        if (folder != null) {
            try {
                // So that after a power cut only the last one can be short.
                forceAll();
                next = Segment.inFile(folder.path(), number);
                begun = true;
            } catch (IOException e) {
                goOnInMemory(e);
            }
        }
        segments.put(number, next);
        return next;
    }

    /**
     * The files cannot be written: the numbering goes on without them. They are made to count as another numbering's, as
     * the next start would give offsets again.
     */
    void goOnInMemory(IOException why) {
        LOG.log(
                Level.ERROR,
                "broker: the journal cannot be written (" + why.getMessage()
                        + "); numbered events are kept in memory only, and numbering begins anew with the next start");
        JournalFolder was = folder;
        folder = null;
        if (was != null) {
            was.disown();
        }
        begin(segments.isEmpty() ? 1 : segments.lastKey() + 1);
    }

    /** Writes down what outlives the segments; after a power cut it goes no further than the records do. */
    void save(JournalFolder to) throws IOException {
        forceAll();
        to.save(journal);
    }

    private void forceAll() throws IOException {
        for (Segment segment : segments.values()) {
            segment.force();
        }
    }

    /** Drops the oldest segments as long as there is too much. */
    void expire(long nowMillis, boolean tooManyEvents) {
        boolean tooMany = tooManyEvents;
        boolean saved = false;
        while (segments.size() > 1) {
            Segment oldest = segments.firstEntry().getValue();
            boolean tooOld =
                    newestOf(oldest, nowMillis) < nowMillis - limits.age().toMillis();
            if (bytes <= limits.bytes() && !tooMany && !tooOld) {
                return;
            }
            if (folder != null && !saved) {
                saved = true;
                try {
                    save(folder);
                } catch (IOException e) {
                    goOnInMemory(e);
                }
            }
            segments.remove(oldest.number);
            bytes -= oldest.size();
            tooMany = journal.forgetUpTo(oldest.number);
            try {
                oldest.drop();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "broker: cannot remove an old part of the journal", e);
            }
        }
    }

    /** Where the files are; null if there are none. */
    @Nullable
    JournalFolder folder() {
        return folder;
    }

    boolean inFiles() {
        return folder != null;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Waits until the disk has all that was written before; for one thread at a time, without the lock.
     *
     * @param lock what guards this
     * @return false if it has not, and will not: it is in memory only
     */
    boolean force(Journal lock) {
        List<Segment> written;
        Path names;
        synchronized (lock) {
            if (folder == null) {
                return false;
            }
            written = List.copyOf(segments.values());
            names = begun ? folder.path() : null;
            begun = false;
        }
        try {
            for (Segment segment : written) {
                segment.force();
            }
            if (names != null) {
                WholeFile.syncFolder(names);
            }
        } catch (IOException e) {
            synchronized (lock) {
                goOnInMemory(e);
            }
        }
        synchronized (lock) {
            return folder != null;
        }
    }

    void close() {
        try {
            for (Segment segment : segments.values()) {
                segment.force();
                segment.close();
            }
            if (folder != null) {
                folder.endedCleanly();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "broker: closing the journal", e);
        }
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }
}
