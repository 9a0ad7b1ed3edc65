package thiscord.hub.log;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;

/**
 * The mail in the file of messages: see docs/adr/0009. What may wait is decided on the writer's thread, in the order in
 * which it comes, and stored in the writer's commits.
 */
final class KeptMail implements MailLog {
    /** Ids are about microseconds since 1970, so that a file that begins anew uses none again; they fit a double. */
    private static final long IDS_A_MILLI = 1000;

    /** What a letter takes on its way: a page of the file for its text. */
    private static final int LETTER_COST = 5000;

    /** What a note of a mention takes: a row of numbers and nicks. */
    private static final int NOTE_COST = 400;

    private final LogWriter writer;
    private final LogReaders readers;
    private final Map<Long, Shelf> shelves;
    private final MailTrays trays;
    private final LongSupplier clock;
    private final AtomicLong dropped = new AtomicLong();
    private final DirectRing ring;
    private long lastId;

    KeptMail(
            LogWriter writer,
            LogReaders readers,
            Map<Long, Shelf> shelves,
            MailTrays trays,
            LongSupplier clock,
            DirectRing ring) {
        this.ring = ring;
        this.writer = writer;
        this.readers = readers;
        this.shelves = shelves;
        this.trays = trays;
        this.clock = clock;
        this.lastId = trays.newest();
    }

    @Override
    public boolean waits(String nick) {
        return trays.has(Names.key(nick));
    }

    @Override
    public CompletionStage<Optional<Refusal>> leave(Event.Direct said) {
        byte[] text = said.text().getBytes(StandardCharsets.UTF_8);
        long digest = MailEntry.digest(text);
        return send(
                new Parcel(said.to(), said.from(), said.id(), said.at(), text.length, 0, 0, digest, said),
                writer.refuses());
    }

    @Override
    public CompletionStage<Optional<Refusal>> note(String to, long room, Event.Message said) {
        Refusal no = writer.refusesNotes();
        dropped.addAndGet(no == null ? 0 : 1);
        return send(new Parcel(to, said.from(), null, said.at(), 0, room, said.seq(), 0, null), no);
    }

    private CompletionStage<Optional<Refusal>> send(Parcel parcel, @Nullable Refusal no) {
        if (no == null) {
            writer.append(parcel);
        } else {
            parcel.answer.complete(Optional.of(no));
        }
        return parcel.answer;
    }

    /** One that is on its way into a tray. */
    private final class Parcel implements Rider {
        private final CompletableFuture<Optional<Refusal>> answer = new CompletableFuture<>();
        private final String to;
        private final String from;
        private final @Nullable String called;
        private final long at;
        private final int bytes;
        private final long room;
        private final long seq;
        private final long digest;
        private final Event.@Nullable Direct said;
        private @Nullable MailEntry entry;
        private @Nullable MailEntry replaced;

        Parcel(
                String to,
                String from,
                @Nullable String called,
                long at,
                int bytes,
                long room,
                long seq,
                long digest,
                Event.@Nullable Direct said) {
            this.to = to;
            this.from = from;
            this.called = called;
            this.at = at;
            this.bytes = bytes;
            this.room = room;
            this.seq = seq;
            this.digest = digest;
            this.said = said;
        }

        @Override
        public int cost() {
            return said == null ? NOTE_COST : LETTER_COST + bytes;
        }

        @Override
        public boolean boards() {
            long id = Math.max(lastId + 1, clock.getAsLong() * IDS_A_MILLI);
            MailEntry fresh = new MailEntry(id, Names.key(to), Names.key(from), called, at, bytes, room, seq, digest);
            if (trays.twin(fresh) != null) {
                // It may be in this very commit: the answer comes after that.
                return true;
            }
            if (fresh.mention() && shelf(fresh) == null) {
                answer.complete(Optional.empty());
                return false;
            }
            replaced = fresh.mention() ? trays.toDrop(fresh) : null;
            if (replaced != null) {
                trays.remove(fresh.to(), replaced::equals);
            }
            Refusal no = trays.refuses(fresh, to);
            if (no != null) {
                dropped.addAndGet(fresh.mention() ? 1 : 0);
                answer.complete(Optional.of(no));
                return false;
            }
            lastId = id;
            entry = fresh;
            trays.add(fresh);
            return true;
        }

        @Override
        public void write(LogFile file) throws SQLException {
            if (replaced != null) {
                file.mail().remove(List.of(replaced));
            }
            if (entry != null) {
                file.mail().add(entry, said);
            }
        }

        @Override
        public void stored() {
            if (replaced != null) {
                dropped.incrementAndGet();
            }
            if (entry != null) {
                trays.stored(entry);
            }
            if (called != null && said != null) {
                // Until then it is its waiting that tells that it was taken, see MailTrays.twin.
                ring.took(new DirectKey.Taken(DirectKey.of(said), at, true));
            }
            answer.complete(Optional.empty());
        }

        @Override
        public void failed(Refusal why) {
            MailEntry mine = entry;
            if (mine != null) {
                trays.remove(mine.to(), mine::equals);
            }
            if (replaced != null) {
                trays.add(replaced);
            }
            answer.complete(Optional.of(why));
        }
    }

    @Override
    public void gave(Event.Direct said) {
        ring.took(new DirectKey.Taken(DirectKey.of(said), said.at(), false));
    }

    @Override
    public List<DirectKey.Taken> taken() {
        return ring.before();
    }

    @Override
    public CompletionStage<MailPage> read(String nick, long after) {
        CompletableFuture<MailPage> answer = new CompletableFuture<>();
        writer.run(() -> {
            List<MailWanted> wanted = trays.of(Names.key(nick)).stream()
                    .filter(entry -> entry.id() > after)
                    .limit(PAGE_LETTERS)
                    .map(entry -> new MailWanted(entry, shelf(entry)))
                    .toList();
            readers.mail(nick, wanted, answer::complete);
        });
        return answer;
    }

    /** Where the message of a mention is; null if there is none any more. */
    private @Nullable Shelf shelf(MailEntry entry) {
        Shelf shelf = shelves.get(entry.room());
        if (shelf == null || shelf.gone || entry.seq() < shelf.first()) {
            return null;
        }
        boolean counted = shelf.keeps.kind() == Keeps.Kind.COUNT;
        return counted && entry.seq() <= shelf.last() - shelf.keeps.amount() ? null : shelf;
    }

    /** If that can not be written just now it stays, and is given again. */
    @Override
    public void given(String nick, List<Long> ids) {
        ids.forEach(ring::gave);
        Set<Long> all = new HashSet<>(ids);
        writer.run(() -> delete(nick, entry -> all.contains(entry.id())));
    }

    @Override
    public CompletionStage<Boolean> forget(String nick) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        writer.run(() -> answer.complete(delete(nick, entry -> true)));
        return answer;
    }

    /** False if that cannot be written now. */
    private boolean delete(String nick, Predicate<MailEntry> which) {
        String key = Names.key(nick);
        List<MailEntry> entries = trays.of(key).stream().filter(which).toList();
        if (entries.isEmpty()) {
            return true;
        }
        if (writer.broken()) {
            return false;
        }
        try {
            writer.file().inOne(() -> writer.file().mail().remove(entries));
            trays.remove(key, entries::contains);
            writer.trimmer().given(entries);
            return true;
        } catch (SQLException e) {
            writer.breaks(e);
            return false;
        }
    }

    @Override
    public long dropped() {
        return dropped.get();
    }
}
