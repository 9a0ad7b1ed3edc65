package thiscord.mailbox.blocks;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import thiscord.cli.WholeFile;

/**
 * Mailboxes in a mapped file, open for writing by this object alone. Each has two slots; a write goes to the one that is not
 * current and becomes current in its last step, so that a process that dies while it writes leaves the content before.
 * Other processes may map the file and read (docs/MAILBOX.md).
 *
 * <p>Different mailboxes may be used by different threads at once. Of one mailbox there is at most one {@link Writing} at a
 * time, and no {@link Reading} meanwhile; the caller sees to that. {@link #read} needs no such care: it tries again.
 */
public final class Blocks implements AutoCloseable {
    private static final VarHandle VERSIONS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ATTEMPTS = 1000;
    private static final int CHUNK = 1 << 16;

    private final FileChannel channel;
    private final MappedByteBuffer map;
    private final Layout layout;
    private int damaged;

    private Blocks(FileChannel channel, MappedByteBuffer map, Layout layout) {
        this.channel = channel;
        this.map = map;
        this.layout = layout;
    }

    /**
     * Makes a file of empty mailboxes, for its owner alone. All of it is written, so that the disk cannot be full later.
     *
     * @throws IOException if one is there, or it cannot be written
     */
    public static Blocks create(Path file, Layout layout) throws IOException {
        long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
        if (free < layout.fileBytes()) {
            throw new IOException("it takes " + (layout.fileBytes() >> 10) + " KB and " + (free >> 10) + " are free");
        }
        try (WholeFile whole = WholeFile.begin(file)) {
            OutputStream out = whole.out();
            byte[] header = layout.header();
            out.write(header);
            byte[] zeros = new byte[CHUNK];
            for (long left = layout.fileBytes() - header.length; left > 0; left -= CHUNK) {
                out.write(zeros, 0, (int) Math.min(left, CHUNK));
            }
            whole.finish(false);
        }
        return open(file);
    }

    /**
     * Opens a file. What a process that died left half written is cleared away: the content before it is current.
     *
     * @throws NoMailboxes if it is none of ours, or has not the size that it says
     * @throws IOException if it cannot be read now, or another process has it open for writing
     */
    public static Blocks open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                throw new IOException(file + " is in use by another process");
            }
            Layout layout = layoutOf(file, channel);
            MappedByteBuffer map = channel.map(MapMode.READ_WRITE, 0, layout.fileBytes());
            map.order(ByteOrder.LITTLE_ENDIAN);
            Blocks blocks = new Blocks(channel, map, layout);
            blocks.recover();
            return blocks;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static Layout layoutOf(Path file, FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Layout.HEADER_BYTES);
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
            continue;
        }
        try {
            Layout layout = Layout.of(header.array());
            if (channel.size() != layout.fileBytes()) {
                throw new NoMailboxes(file + " has " + channel.size() + " bytes instead of " + layout.fileBytes());
            }
            return layout;
        } catch (IllegalArgumentException e) {
            throw new NoMailboxes(file + " is no file of mailboxes: " + e.getMessage());
        }
    }

    /** Clears every slot that is not whole. */
    private void recover() {
        for (int mailbox = 0; mailbox < layout.mailboxes(); mailbox++) {
            boolean any = false;
            boolean whole = false;
            for (int which = 0; which < 2; which++) {
                int slot = layout.slot(mailbox, which);
                if (versionAt(slot) != 0) {
                    any = true;
                    if (sound(slot)) {
                        whole = true;
                    } else {
                        clear(slot);
                    }
                }
            }
            if (!whole) {
                damaged += any ? 1 : 0;
                forgetBegun(mailbox);
            }
        }
    }

    /** Of a mailbox without content: what was once in a slot is not taken for something that is being written. */
    private void forgetBegun(int mailbox) {
        for (int which = 0; which < 2; which++) {
            int slot = layout.slot(mailbox, which);
            if (map.getInt(slot + Layout.CHECKSUM) != 0) {
                clear(slot);
            }
        }
    }

    private boolean sound(int slot) {
        int length = map.getInt(slot + Layout.LENGTH);
        if (length < 0 || length > layout.bytes()) {
            return false;
        }
        CRC32 sum = begun(versionAt(slot), length);
        sum.update(map.slice(slot + Layout.SLOT_HEADER_BYTES, length));
        return (int) sum.getValue() == map.getInt(slot + Layout.CHECKSUM);
    }

    private static CRC32 begun(long version, int length) {
        CRC32 sum = new CRC32();
        sum.update(ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(version)
                .putInt(length)
                .flip());
        return sum;
    }

    private long versionAt(int slot) {
        return (long) VERSIONS.getAcquire(map, slot);
    }

    /** The slot with the newest content. */
    private int current(int mailbox) {
        int first = layout.slot(mailbox, 0);
        int second = layout.slot(mailbox, 1);
        return versionAt(second) > versionAt(first) ? second : first;
    }

    /**
     * True if nothing was ever written to it, or it was wiped. Versions alone do not tell: while they are looked at, one after the
     * other, each slot may be the one that is just being written. A slot that ever was current keeps its checksum.
     */
    private boolean isEmpty(int mailbox) {
        for (int which = 0; which < 2; which++) {
            int slot = layout.slot(mailbox, which);
            if (versionAt(slot) != 0 || map.getInt(slot + Layout.CHECKSUM) != 0) {
                return false;
            }
        }
        return true;
    }

    public Layout layout() {
        return layout;
    }

    /** How many mailboxes were found without any whole content when the file was opened; they are empty now. */
    public int damaged() {
        return damaged;
    }

    /**
     * What a mailbox holds; while another thread writes, what it held before or holds then. Tries again if it was
     * overtaken by two writes.
     *
     * @throws IOException if it is damaged, or was written faster than it could be read a thousand times over
     */
    public Content read(int mailbox) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Reading reading = reading(mailbox);
            ByteBuffer bytes = ByteBuffer.allocate(reading.length());
            reading.copyTo(bytes, bytes.remaining());
            if (reading.sound()) {
                return reading.version() == 0 ? Content.NONE : new Content(reading.version(), bytes.array());
            }
            Thread.onSpinWait();
        }
        throw new IOException("mailbox " + mailbox + " is damaged");
    }

    /**
     * Replaces what a mailbox holds.
     *
     * @return its version
     * @throws IllegalArgumentException if it does not fit
     */
    public long write(int mailbox, byte[] bytes) {
        Writing writing = writing(mailbox, bytes.length);
        writing.put(ByteBuffer.wrap(bytes));
        return writing.commit();
    }

    /**
     * Waits until the disk has what a mailbox holds, then writes zeros over what it held before. As a {@link Writing}, alone
     * with it.
     */
    public void settle(int mailbox) {
        int current = current(mailbox);
        force(mailbox);
        clear(layout.slot(mailbox, 0) == current ? layout.slot(mailbox, 1) : layout.slot(mailbox, 0));
    }

    /**
     * Empties a mailbox and writes zeros over what it holds and held before; returns when the disk has them. As a {@link
     * Writing}, alone with it. Cut short, it leaves the content or none; the next call completes it.
     */
    public void wipe(int mailbox) {
        int current = current(mailbox);
        clear(layout.slot(mailbox, 0) == current ? layout.slot(mailbox, 1) : layout.slot(mailbox, 0));
        clear(current);
        force(mailbox);
    }

    /** Zeros for a slot, the version first. What is zero already is not written. */
    private void clear(int slot) {
        ByteBuffer all = map.slice(slot, layout.slotBytes());
        ByteBuffer zeros = ByteBuffer.allocate(layout.slotBytes());
        if (all.mismatch(zeros) >= 0) {
            VERSIONS.setRelease(map, slot, 0L);
            all.put(zeros);
        }
    }

    private void force(int mailbox) {
        map.force(layout.slot(mailbox, 0), 2 * layout.slotBytes());
    }

    /** The version of what a mailbox holds; 0 for nothing. During a write that of before, or 0. Needs no lock. */
    public long version(int mailbox) {
        return versionAt(current(mailbox));
    }

    /** Begins to read what a mailbox holds, piece by piece. */
    public Reading reading(int mailbox) {
        int slot = current(mailbox);
        long version = versionAt(slot);
        int length = version == 0 ? 0 : Math.max(0, Math.min(layout.bytes(), map.getInt(slot + Layout.LENGTH)));
        return new Reading(mailbox, slot, version, length);
    }

    /**
     * Begins to replace what a mailbox holds, piece by piece; nothing is seen of it before {@link Writing#commit}.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public Writing writing(int mailbox, int length) {
        if (length < 0 || length > layout.bytes()) {
            throw new IllegalArgumentException("a mailbox holds " + layout.bytes() + " bytes, not " + length);
        }
        int current = current(mailbox);
        int other = layout.slot(mailbox, 0) == current ? layout.slot(mailbox, 1) : layout.slot(mailbox, 0);
        return new Writing(other, versionAt(current) + 1, length);
    }

    /** Gives the file back. The memory stays mapped until it is collected; nothing may be read or written any more. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A read under way. For one thread. */
    public final class Reading {
        private final int mailbox;
        private final int slot;
        private final long version;
        private final int length;
        private final CRC32 sum;
        private int done;

        private Reading(int mailbox, int slot, long version, int length) {
            this.mailbox = mailbox;
            this.slot = slot;
            this.version = version;
            this.length = length;
            this.sum = begun(version, length);
        }

        public long version() {
            return version;
        }

        public int length() {
            return length;
        }

        /** Copies on, at most so many bytes; false if there is more. */
        public boolean copyTo(ByteBuffer to, int most) {
            int now = Math.min(most, length - done);
            ByteBuffer copied = to.duplicate();
            to.put(map.slice(slot + Layout.SLOT_HEADER_BYTES + done, now));
            sum.update(copied.limit(to.position()));
            done += now;
            return done == length;
        }

        /** Whether what was copied is a whole content; asked when all of it was. */
        public boolean sound() {
            VarHandle.acquireFence();
            return version == 0
                    ? isEmpty(mailbox)
                    : (versionAt(slot) == version && (int) sum.getValue() == map.getInt(slot + Layout.CHECKSUM));
        }
    }

    /** A write under way. For one thread; to give it up, forget it. */
    public final class Writing {
        private final int slot;
        private final long version;
        private final int length;
        private final CRC32 sum;
        private int done;

        private Writing(int slot, long version, int length) {
            this.slot = slot;
            this.version = version;
            this.length = length;
            this.sum = begun(version, length);
            VERSIONS.setRelease(map, slot, 0L);
            VarHandle.fullFence();
        }

        /** Writes on, all that is in {@code from}. */
        public void put(ByteBuffer from) {
            if (from.remaining() > length - done) {
                throw new IllegalArgumentException("more than the " + length + " bytes that were announced");
            }
            sum.update(from.duplicate());
            int now = from.remaining();
            map.slice(slot + Layout.SLOT_HEADER_BYTES + done, now).put(from);
            done += now;
        }

        /**
         * Makes it the content of the mailbox, in one step.
         *
         * @return its version
         */
        public long commit() {
            if (done != length) {
                throw new IllegalStateException(done + " of " + length + " bytes were written");
            }
            map.putInt(slot + Layout.LENGTH, length);
            map.putInt(slot + Layout.CHECKSUM, (int) sum.getValue());
            VERSIONS.setRelease(map, slot, version);
            return version;
        }
    }
}
