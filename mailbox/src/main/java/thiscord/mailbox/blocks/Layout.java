package thiscord.mailbox.blocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Where everything lies in a file of mailboxes; docs/MAILBOX.md is its description for readers in other languages. Numbers
 * are little-endian.
 *
 * <pre>
 * 0    8 bytes  "TCMAIL1\n"
 * 8    u32      mailboxes
 * 12   u32      bytes that a mailbox holds
 * 16   u64      where slot 0 of mailbox 0 begins
 * 24   u64      bytes from one slot to the next
 * 32   u32      CRC-32 of the 32 bytes before
 *
 * slot: u64 version (0: none), u32 length, u32 CRC-32 of the 12 bytes before and the content; the content at 64
 * </pre>
 *
 * @param mailboxes how many, 1 to {@value #MOST_MAILBOXES}
 * @param bytes what each holds at most, 1 to {@value #MOST_BYTES}
 */
public record Layout(int mailboxes, int bytes) {
    public static final int MOST_MAILBOXES = 65_536;
    public static final int MOST_BYTES = 16 << 20;
    /** How large the file may be. */
    public static final long MOST_FILE_BYTES = 1L << 30;

    static final byte[] MAGIC = "TCMAIL1\n".getBytes(StandardCharsets.US_ASCII);
    static final int HEADER_BYTES = 36;
    static final int FIRST = 4096;
    static final int SLOT_HEADER_BYTES = 64;
    static final int VERSION = 0;
    static final int LENGTH = 8;
    static final int CHECKSUM = 12;

    public Layout {
        if (mailboxes < 1 || mailboxes > MOST_MAILBOXES) {
            throw new IllegalArgumentException("there are 1 to " + MOST_MAILBOXES + " mailboxes, not " + mailboxes);
        }
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a mailbox holds 1 to " + MOST_BYTES + " bytes, not " + bytes);
        }
        if (fileBytes(mailboxes, bytes) > MOST_FILE_BYTES) {
            throw new IllegalArgumentException(mailboxes + " mailboxes of " + bytes + " bytes take "
                    + (fileBytes(mailboxes, bytes) >> 20) + " MiB, two copies of each; at most "
                    + (MOST_FILE_BYTES >> 20) + " MiB are possible");
        }
    }

    private static long fileBytes(int mailboxes, int bytes) {
        return FIRST + 2L * mailboxes * slotBytes(bytes);
    }

    private static long slotBytes(int bytes) {
        return SLOT_HEADER_BYTES + (bytes + 63L) / 64 * 64;
    }

    /** How large the file is. */
    public long fileBytes() {
        return fileBytes(mailboxes, bytes);
    }

    /** Where a slot begins; {@code which} is 0 or 1. */
    int slot(int mailbox, int which) {
        return (int) (FIRST + (2L * mailbox + which) * slotBytes(bytes));
    }

    /** From one slot to the next. */
    int slotBytes() {
        return (int) slotBytes(bytes);
    }

    /** The head of the file. */
    byte[] header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(mailboxes).putInt(bytes).putLong(FIRST).putLong(slotBytes(bytes));
        CRC32 sum = new CRC32();
        sum.update(header.array(), 0, header.position());
        return header.putInt((int) sum.getValue()).array();
    }

    /**
     * Reads the head of a file.
     *
     * @throws IllegalArgumentException if it is none that this version writes
     */
    static Layout of(byte[] header) {
        ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        Layout layout = new Layout(in.getInt(8), in.getInt(12));
        if (!Arrays.equals(layout.header(), header)) {
            throw new IllegalArgumentException("it does not begin as a file of mailboxes does");
        }
        return layout;
    }
}
