package thiscord.broker.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.protocol.event.Replay;

/**
 * The files of a journal: {@code journal.id} names the numbering, {@code NUMBER.events} are the segments, and
 * {@code offsets} says what the segments that are gone knew: the last offset of each topic, how far each publisher is, and
 * which prefixes are followed. {@code open} names the boot of the machine under which the journal is open, and goes when all is on the disk;
 * who finds one of another boot has to take it that the end is lost. Used under the journal's lock.
 */
public final class JournalFolder {
    private static final Logger LOG = System.getLogger("thiscord.broker");
    private static final String ID = "journal.id";
    private static final String OFFSETS = "offsets";
    private static final String OPEN = "open";
    /** Is there while records are written over: one whose checksum is wrong then is one of those. */
    private static final String ERASING = "erasing";
    /** Names this boot, on Linux. */
    public static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final String UNKNOWN_BOOT = "unknown";

    private final DataFolder held;

    private JournalFolder(DataFolder held) {
        this.held = held;
    }

    static String newId() {
        return Replay.journal(new SecureRandom().nextLong(), false);
    }

    Path path() {
        return held.path();
    }

    /** Reads what is there into an empty journal, or begins. */
    static void open(Path path, Journal journal, long nowMillis) {
        JournalFolder folder = new JournalFolder(DataFolder.take(path, "journal"));
        boolean open = false;
        try {
            folder.recover(journal, nowMillis);
            open = true;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "the journal in " + path + " cannot be used: " + e.getMessage()
                            + "; move that folder away to begin the numbering anew",
                    e);
        } finally {
            if (!open) {
                folder.close();
            }
        }
        journal.sweep(nowMillis);
    }

    private void recover(Journal journal, long nowMillis) throws IOException {
        Path idFile = path().resolve(ID);
        if (!ForeignNames.renamed(path())) {
            LOG.log(
                    Level.WARNING,
                    "broker: the journal was written by several starts that did not know each other's files, under other"
                            + " locales; numbering begins again, and what it kept is gone");
            Files.deleteIfExists(idFile);
        }
        if (!Files.exists(idFile)) {
            for (Path old : list()) {
                Files.delete(old);
            }
            Files.deleteIfExists(path().resolve(OFFSETS));
            replace(ID, newId().getBytes(StandardCharsets.US_ASCII));
        }
        String id = Files.readString(idFile, StandardCharsets.US_ASCII);
        if (!id.matches("[0-9a-f]{16}")) {
            throw new IOException(ID + " is damaged");
        }
        String boot = Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : UNKNOWN_BOOT;
        Path mark = path().resolve(OPEN);
        boolean cutShort = Files.exists(mark)
                && (boot.equals(UNKNOWN_BOOT)
                        || !Files.readString(mark, StandardCharsets.ISO_8859_1).equals(boot));
        readOffsets(journal);
        List<Path> files = list();
        for (int i = 0; i < files.size(); i++) {
            Long number = Segment.numberOf(files.get(i));
            Segment segment = Segment.inFile(path(), number == null ? 0 : number);
            if (!read(segment, cutShort || i == files.size() - 1, journal)) {
                for (Path behind : files.subList(i + 1, files.size())) {
                    Files.delete(behind);
                }
                files = files.subList(0, i + 1);
            }
            journal.recovered(segment);
        }
        erasing(false);
        journal.following().recovered();
        if (cutShort) {
            LOG.log(
                    Level.INFO,
                    "broker: the journal was not closed before the machine ended; its newest events may be lost");
            journal.following().lost(nowMillis);
            save(journal);
        }
        replace(OPEN, boot.getBytes(StandardCharsets.ISO_8859_1));
        journal.recovered(this, id);
    }

    /** Says that records are being written over, or that this is done. */
    void erasing(boolean now) throws IOException {
        if (now) {
            replace(ERASING, new byte[0]);
        } else {
            Files.deleteIfExists(path().resolve(ERASING));
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(path())) {
            return files.filter(file -> Segment.numberOf(file) != null).sorted().toList();
        }
    }

    /**
     * Takes up a segment.
     *
     * @param mayEnd true if it may end within a record: the last may, in one that nobody has seen, and after a power cut any, as
     *     the disk had not all of it. Elsewhere it is damage
     * @return false if it did, and was cut off there
     */
    private boolean read(Segment segment, boolean mayEnd, Journal journal) throws IOException {
        ByteBuffer all = segment.all();
        boolean halfErased = Files.exists(path().resolve(ERASING));
        int at = 0;
        for (int size = Entry.sizeAt(all, at); size > 0 && at + size <= all.limit(); size = Entry.sizeAt(all, at)) {
            Entry entry = Entry.at(all, at);
            if (entry != null) {
                journal.recovered(segment, at, entry);
            } else if (halfErased) {
                segment.erase(List.of(at));
            } else {
                break;
            }
            at += size;
        }
        if (at < all.limit()) {
            if (!mayEnd) {
                throw new IOException("segment " + segment.number + " is damaged at byte " + at);
            }
            LOG.log(Level.INFO, "broker: the journal ended within an event; that is cut off");
        }
        segment.recovered(at);
        return at == all.limit();
    }

    private void readOffsets(Journal journal) throws IOException {
        Path file = path().resolve(OFFSETS);
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
        int at = 0;
        while (at < all.limit()) {
            Entry entry = Entry.at(all, at);
            if (entry == null) {
                throw new IOException(OFFSETS + " is damaged at byte " + at);
            }
            journal.recovered(entry);
            at += entry.size();
        }
    }

    /** Writes down what must outlive the segments. */
    void save(Journal journal) throws IOException {
        List<Entry> entries = journal.lasting();
        ByteBuffer out =
                ByteBuffer.allocate(entries.stream().mapToInt(Entry::size).sum());
        entries.forEach(entry -> entry.writeTo(out));
        replace(OFFSETS, out.array());
    }

    private void replace(String name, byte[] content) throws IOException {
        try (WholeFile whole = WholeFile.begin(path().resolve(name))) {
            whole.out().write(content);
            whole.finish(true);
        }
    }

    /** To be called when all is on the disk. */
    void endedCleanly() throws IOException {
        Files.deleteIfExists(path().resolve(OPEN));
    }

    /** Makes the next start begin anew. */
    void disown() {
        try {
            Files.deleteIfExists(path().resolve(ID));
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "broker: cannot remove " + path().resolve(ID) + "; remove it before the next start",
                    e);
        }
        close();
    }

    void close() {
        held.close();
    }
}
