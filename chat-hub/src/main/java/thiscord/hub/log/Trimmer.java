package thiscord.hub.log;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

/**
 * Removes what rooms keep no longer and mail that nobody fetched, erases rooms, and gives the space back. Works in steps, so that commits come in
 * between. For the writer's thread. After a failure a step is simply tried again.
 *
 * <p>A message goes when its time is over: at the latest a twentieth of that time later, or an hour. Of a number of
 * messages, up to a tenth more lie in the file for a while; they are not shown.
 */
final class Trimmer {
    private static final int STEP_PAGES = 128;
    private static final long KEPT_FREE_PAGES = 1500;
    private static final long MOST_LATE_MILLIS = 3_600_000;
    private static final long MAIL_EVERY_MILLIS = 60_000;

    private final Map<Long, Shelf> shelves;
    private final MailTrays mail;
    private final Pager pager;
    private final LogOutbox outbox;
    private final ArrayDeque<Shelf> toTrim = new ArrayDeque<>();
    private final ArrayDeque<Shelf> toErase = new ArrayDeque<>();
    private List<MailEntry> overdueMail = List.of();
    private long mailLookedAt;
    private boolean untidy;
    private boolean waits;

    Trimmer(Map<Long, Shelf> shelves, MailTrays mail, Pager pager, LogOutbox outbox) {
        this.shelves = shelves;
        this.mail = mail;
        this.pager = pager;
        this.outbox = outbox;
    }

    /** Looks what there is to trim; what could not be tidied is tried again. */
    void look(long now) {
        waits = false;
        for (Shelf shelf : shelves.values()) {
            if (!shelf.gone && overdue(shelf, now) && !toTrim.contains(shelf)) {
                toTrim.add(shelf);
            }
        }
        if (Math.abs(now - mailLookedAt) >= MAIL_EVERY_MILLIS) {
            mailLookedAt = now;
            overdueMail = mail.overdue(now);
        }
    }

    /** That mail was deleted. The text of letters is still in the WAL: it goes at the next look, for all at once. */
    void given(List<MailEntry> entries) {
        if (!entries.stream().allMatch(MailEntry::mention)) {
            untidy = true;
            waits = true;
        }
    }

    /** Something was deleted whose text is still in the WAL. */
    void untidy() {
        untidy = true;
    }

    private static boolean overdue(Shelf shelf, long now) {
        long amount = shelf.keeps.amount();
        if (shelf.keeps.kind() == Keeps.Kind.COUNT) {
            return shelf.last() - shelf.first() + 1 > amount + amount / 10;
        }
        long millis = amount * 1000;
        return shelf.keeps.kind() == Keeps.Kind.TIME
                && shelf.first() <= shelf.last()
                && (shelf.oldestAt < now - millis - Math.min(millis / 20, MOST_LATE_MILLIS)
                        || shelf.oldestAt > now + ClockWatch.MOST_MILLIS);
    }

    /** Erases a room. */
    void erase(Shelf shelf) {
        shelf.gone = true;
        toErase.add(shelf);
    }

    /** True if {@link #step} has something to do. */
    boolean due() {
        return !toTrim.isEmpty() || !overdueMail.isEmpty() || !toErase.isEmpty() || untidy && !waits;
    }

    void step(LogFile file, long now) throws SQLException {
        if (!toErase.isEmpty()) {
            erasePart(file, toErase.peek());
        } else if (!toTrim.isEmpty()) {
            trimPart(file, toTrim.peek(), now);
        } else if (!overdueMail.isEmpty()) {
            removeMail(file);
        } else if (file.freePages() > KEPT_FREE_PAGES) {
            file.giveBack(STEP_PAGES);
        } else {
            untidy = !file.cutWal();
            waits = untidy;
        }
    }

    private void removeMail(LogFile file) throws SQLException {
        List<MailEntry> some = overdueMail.subList(0, Math.min(overdueMail.size(), STEP_PAGES));
        file.inOne(() -> file.mail().remove(some));
        some.forEach(entry -> mail.remove(entry.to(), entry::equals));
        overdueMail = overdueMail.subList(some.size(), overdueMail.size());
        untidy = true;
    }

    private void erasePart(LogFile file, Shelf shelf) throws SQLException {
        if (!shelf.told) {
            file.inOne(() -> {
                file.setGone(shelf);
                outbox.erase(file, shelf);
            });
            shelf.told = true;
            outbox.erased();
        }
        pager.all(file, shelves.values());
        List<LogPages.Entry> pages = file.pages().oldest(shelf, STEP_PAGES);
        List<MailEntry> mentions = mail.in(shelf.id);
        file.inOne(() -> {
            file.mail().remove(mentions);
            for (LogPages.Entry page : pages) {
                file.pages().remove(shelf, page);
            }
            if (pages.size() < STEP_PAGES) {
                file.removeRoom(shelf);
            }
        });
        mentions.forEach(entry -> mail.remove(entry.to(), entry::equals));
        if (pages.size() < STEP_PAGES) {
            shelves.remove(shelf.id);
            toErase.remove(shelf);
            untidy = true;
        }
    }

    private void trimPart(LogFile file, Shelf shelf, long now) throws SQLException {
        pager.all(file, shelves.values());
        file.pages().dateBack(shelf, now);
        List<LogPages.Entry> pages = file.pages().oldest(shelf, STEP_PAGES);
        List<LogPages.Entry> over = new ArrayList<>();
        long seqs = shelf.keeps.kind() == Keeps.Kind.COUNT ? shelf.last() - shelf.keeps.amount() + 1 : 0;
        long since = shelf.keeps.kind() == Keeps.Kind.TIME ? now - shelf.keeps.amount() * 1000 : Long.MIN_VALUE;
        for (LogPages.Entry page : pages) {
            if (page.last() >= seqs && page.until() >= since) {
                break;
            }
            over.add(page);
        }
        boolean all = over.size() < pages.size() || pages.size() < STEP_PAGES;
        LogPages.Entry boundary = over.size() < pages.size() ? pages.get(over.size()) : null;
        List<Event.Message> kept = boundary == null ? List.of() : file.pages().read(shelf, boundary);
        long[] times = boundary == null ? new long[0] : times(kept, boundary.until(), now);
        int keptFrom = 0;
        while (keptFrom < kept.size() && (seqs > 0 ? kept.get(keptFrom).seq() < seqs : times[keptFrom] < since)) {
            keptFrom++;
        }
        long next = over.isEmpty() ? shelf.first() : over.get(over.size() - 1).last() + 1;
        boolean keepsSome = keptFrom < kept.size();
        long first = keepsSome ? kept.get(keptFrom).seq() : boundary == null ? next : boundary.last() + 1;
        int cut = keptFrom;
        file.inOne(() -> {
            for (LogPages.Entry page : over) {
                file.pages().remove(shelf, page);
            }
            if (boundary != null && cut > 0) {
                file.pages().cut(shelf, boundary, kept, first);
            }
            file.pages().bounds(shelf, first, shelf.last());
        });
        shelf.trimmed(first);
        shelf.oldestAt = keepsSome ? times[keptFrom] : 0;
        KeptLog owner = shelf.owner;
        if (owner != null) {
            owner.loop.execute(() -> owner.trimmed(first));
        }
        if (all) {
            toTrim.remove(shelf);
        }
        untidy |= !over.isEmpty() || cut > 0;
    }

    /**
     * When messages of a page were said. One that is dated in the future, as the clock was ahead, was said before the next one,
     * and before the page counts as written.
     */
    private static long[] times(List<Event.Message> page, long until, long now) {
        long[] times = new long[page.size()];
        long next = Math.min(until, now);
        for (int i = page.size() - 1; i >= 0; i--) {
            long at = page.get(i).at();
            times[i] = at > now ? next : at;
            next = times[i];
        }
        return times;
    }
}
