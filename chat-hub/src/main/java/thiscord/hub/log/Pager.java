package thiscord.hub.log;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import thiscord.protocol.Event;

/**
 * Moves messages from the journals into pages. When the journal in use is full the other one is used, and what the
 * first holds is written into pages, some rooms at a time, between commits; then the first is emptied. For the writer's
 * thread. After a failure nothing is lost: what was not moved is tried again.
 */
final class Pager {
    /** After so many characters of text other work is let in. */
    private static final int STEP_CHARS = 128 * 1024;

    private final int journalBytes;
    private final ArrayDeque<Shelf> toPage = new ArrayDeque<>();
    private int current;
    private long size;
    private boolean paging;

    Pager(int journalBytes) {
        this.journalBytes = journalBytes;
    }

    /** Moves what a process that has ended left in either journal. */
    void begin(LogFile file, Collection<Shelf> shelves) throws SQLException {
        turn(shelves);
        while (paging) {
            some(file);
        }
        file.clearJournal(current);
    }

    /** The journal in use. */
    int current() {
        return current;
    }

    /** So many bytes were added to it. */
    void added(int bytes) {
        size += bytes;
    }

    /** True if {@link #step} has something to do. */
    boolean due() {
        return paging || size >= journalBytes;
    }

    /** Some of the work; all of it if the other journal is full too. */
    void step(LogFile file, Collection<Shelf> shelves) throws SQLException {
        boolean both = paging && size >= journalBytes;
        if (!paging && size >= journalBytes) {
            turn(shelves);
        }
        do {
            some(file);
        } while (both && paging);
    }

    /** All of the work: afterwards the journals are empty. */
    void all(LogFile file, Collection<Shelf> shelves) throws SQLException {
        while (paging) {
            some(file);
        }
        if (size > 0) {
            turn(shelves);
            while (paging) {
                some(file);
            }
        }
    }

    private void turn(Collection<Shelf> shelves) {
        paging = true;
        current ^= 1;
        size = 0;
        for (Shelf shelf : shelves) {
            if (shelf.hasFresh()) {
                toPage.add(shelf);
            }
        }
    }

    private void some(LogFile file) throws SQLException {
        if (!paging) {
            return;
        }
        List<Shelf> taken = new ArrayList<>();
        List<Long> upTo = new ArrayList<>();
        file.inOne(() -> {
            int chars = 0;
            for (Shelf shelf : toPage) {
                List<Event.Message> fresh = shelf.gone ? List.of() : shelf.fresh();
                if (!fresh.isEmpty()) {
                    file.pages().add(shelf, fresh);
                }
                taken.add(shelf);
                upTo.add(shelf.gone ? Long.MAX_VALUE : shelf.last());
                for (Event.Message m : fresh) {
                    chars += m.text().length() + m.from().length();
                }
                if (chars >= STEP_CHARS) {
                    break;
                }
            }
        });
        for (int i = 0; i < taken.size(); i++) {
            toPage.poll();
            taken.get(i).paged(upTo.get(i));
        }
        if (toPage.isEmpty()) {
            file.clearJournal(current ^ 1);
            paging = false;
        }
    }
}
