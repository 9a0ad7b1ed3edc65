package thiscord.ctl.door;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One file that is handed to a visitor; as a task, what is done once that is gone. Thread-safe. */
final class HandedFile implements Runnable {
    /** So many bytes are written before the disk is looked at again. */
    private static final long LOOK_AT_DISK_EVERY = 4 << 20;

    final Path path;
    final Visit visit;
    final Content content;
    /** What it was let write; guarded by the monitor of {@link #files}. */
    long size;

    private final HandedFiles files;
    private volatile boolean revoked;
    private volatile boolean whole;
    private volatile long wholeAt;

    HandedFile(Path path, Visit visit, Content content, HandedFiles files) {
        this.path = path;
        this.visit = visit;
        this.content = content;
        this.files = files;
    }

    Path scratch() {
        return path.resolveSibling(path.getFileName() + ".scratch");
    }

    /** Writes it. */
    Answer written() throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("file", path.toString());
        try (FileChannel channel = FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Counted to = new Counted(Channels.newOutputStream(channel))) {
            Map<String, ?> more = content.writing().write(to, scratch());
            answer.put("bytes", to.written);
            answer.putAll(more);
        }
        wholeAt = System.nanoTime();
        whole = true;
        if (revoked || !content.stays().getAsBoolean()) {
            throw new IOException("nobody may have it any more");
        }
        visit.atEnd(this);
        return Answer.of(answer);
    }

    /** True if it was whole for longer than that. */
    boolean olderThan(long nanos, long now) {
        return whole && now - wholeAt > nanos;
    }

    /** Nobody may have it any more: it goes now, or when whoever writes it notices. */
    void revoke() {
        revoked = true;
        if (whole) {
            files.takeAway(this);
        }
    }

    @Override
    public void run() {
        files.takeAwayLater(this);
    }

    /** Counts what is written, and ends it when it is too much or for nobody. */
    private final class Counted extends FilterOutputStream {
        private long written;
        private long untilLook;

        Counted(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (revoked || visit.over()) {
                throw new IOException("nobody waits for it any more");
            }
            untilLook -= length;
            if (untilLook <= 0) {
                untilLook = LOOK_AT_DISK_EVERY;
                files.roomFor(0);
            }
            files.claim(HandedFile.this, length);
            out.write(from, offset, length);
            written += length;
        }
    }
}
