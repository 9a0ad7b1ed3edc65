package thiscord.hub.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest message of each room that was acknowledged, in a small file beside the log: a log that lost messages, as when its
 * WAL was removed or damaged, is recognised by it. One write per commit, into the page cache: it survives the process, not a
 * power cut, after which it may be behind and recognises less. An id and a seq of 8 bytes for each room, behind a header.
 *
 * <p>Without it the log works all the same, so that an error is logged once and ends it. For the writer's thread.
 */
final class AcknowledgedFile implements AutoCloseable {
    /** Follows the name of the log's file. */
    static final String ENDING = "-acknowledged";

    private static final Logger LOG = System.getLogger("thiscord.hub");
    /** "thcA" and the version. */
    private static final long MAGIC = 0x7468634100000001L;

    private static final int SLOT = 16;
    /** The file grows by so many rooms. */
    private static final int GROWTH = 256;

    private final Path file;
    private final Map<Long, Integer> places = new HashMap<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private ByteBuffer content = ByteBuffer.allocate(SLOT * GROWTH);
    private @Nullable FileChannel channel;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;

    private AcknowledgedFile(Path file) {
        this.file = file;
    }

    /** Opens the file that belongs to a log, or makes it. */
    static AcknowledgedFile of(Path log) {
        AcknowledgedFile opened = new AcknowledgedFile(log.resolveSibling(log.getFileName() + ENDING));
        try {
            opened.open();
        } catch (IOException e) {
            opened.ends(e);
        }
        opened.index();
        return opened;
    }

    private void open() throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel = opened;
        int bytes = (int) Math.min(opened.size(), 1 << 26) / SLOT * SLOT;
        ByteBuffer read = ByteBuffer.allocate(Math.max(bytes, SLOT * GROWTH));
        while (read.position() < bytes && opened.read(read, read.position()) >= 0) {
            continue;
        }
        if (bytes >= SLOT && read.getLong(0) == MAGIC) {
            content = read;
        }
    }

    private void index() {
        content.putLong(0, MAGIC);
        for (int at = content.capacity() - SLOT; at >= SLOT; at -= SLOT) {
            if (content.getLong(at + Long.BYTES) > 0) {
                places.put(content.getLong(at), at);
            } else {
                free.push(at);
            }
        }
        dirty(0, content.capacity());
    }

    /** The newest acknowledged seq of each room, by its id. */
    Map<Long, Long> seqs() {
        Map<Long, Long> seqs = new HashMap<>();
        places.forEach((room, at) -> seqs.put(room, content.getLong(at + Long.BYTES)));
        return seqs;
    }

    /** That message is about to be acknowledged; said to the file by {@link #write}. */
    void reached(long room, long seq) {
        Integer known = places.get(room);
        int at = known == null ? place(room) : known;
        content.putLong(at + Long.BYTES, seq);
        dirty(at, at + SLOT);
    }

    private int place(long room) {
        if (free.isEmpty()) {
            int from = content.capacity();
            content = ByteBuffer.allocate(from + SLOT * GROWTH).put(0, content, 0, from);
            for (int at = content.capacity() - SLOT; at >= from; at -= SLOT) {
                free.push(at);
            }
            dirty(from, content.capacity());
        }
        int at = free.pop();
        content.putLong(at, room);
        places.put(room, at);
        return at;
    }

    /** What was acknowledged of that room means nothing any more. */
    void remove(long room) {
        Integer at = places.remove(room);
        if (at != null) {
            content.putLong(at, 0).putLong(at + Long.BYTES, 0);
            free.push(at);
            dirty(at, at + SLOT);
            write();
        }
    }

    private void dirty(int from, int to) {
        dirtyFrom = Math.min(dirtyFrom, from);
        dirtyTo = Math.max(dirtyTo, to);
    }

    /** Hands all that has changed to the system. */
    void write() {
        FileChannel to = channel;
        if (to == null || dirtyTo <= dirtyFrom) {
            return;
        }
        try {
            ByteBuffer changed = content.slice(dirtyFrom, dirtyTo - dirtyFrom);
            while (changed.hasRemaining()) {
                to.write(changed, (long) dirtyFrom + changed.position());
            }
            dirtyFrom = Integer.MAX_VALUE;
            dirtyTo = 0;
        } catch (IOException e) {
            ends(e);
        }
    }

    private void ends(IOException why) {
        close();
        LOG.log(
                Level.WARNING,
                "hub: " + file + " cannot be used (" + why.getMessage()
                        + "); if messages are lost from the log now, nothing will show it at the next start");
    }

    @Override
    public void close() {
        FileChannel last = channel;
        channel = null;
        try {
            if (last != null) {
                last.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "hub: closing " + file + ": " + e.getMessage());
        }
    }
}
