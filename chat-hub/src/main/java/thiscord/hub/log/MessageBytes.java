package thiscord.hub.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/**
 * Messages as bytes. A blob is zeros (see {@link #page}), then {@code version, CRC-32C, length} and the entries: numbers
 * as variable-length integers, texts as UTF-8 behind their length. For one thread.
 */
final class MessageBytes {
    /**
     * SQLite puts as much of a row as 489 bytes, if the rest fills whole overflow pages of 4092, into its b-tree cell
     * (page size 4096, see "Cell Payload Overflow Pages" of its file format). So many bytes of a page's blob are zero.
     */
    static final int PAD = 489;

    private static final int OVERFLOW = 4092;
    private static final int MOST_ROW_HEADER = 6;
    private static final int HEADER = 9;
    private static final int VERSION = 1;
    private static final int ACTION = 1;
    private static final int HAS_ID = 2;

    private byte[] bytes = new byte[64 * 1024];
    private int start;
    private int end;

    /** Empties it, for a journal's row. */
    MessageBytes journal() {
        start = 0;
        end = HEADER;
        return this;
    }

    /** Empties it, for a page. */
    MessageBytes page() {
        start = PAD;
        end = PAD + HEADER;
        return this;
    }

    /** How many bytes of entries it has. */
    int size() {
        return end - start - HEADER;
    }

    void number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[end++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[end++] = (byte) rest;
    }

    void message(Event.Message m) {
        number(m.seq());
        number(m.at());
        number((m.action() ? ACTION : 0) + (m.id() == null ? 0 : HAS_ID));
        text(m.from());
        if (m.id() != null) {
            text(m.id());
        }
        text(m.text());
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, end, utf8.length);
        end += utf8.length;
    }

    private void room(int more) {
        if (end + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
        }
    }

    /** The blob. A page's is as long as it has to be for SQLite to keep none of its text in a b-tree cell. */
    byte[] blob() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start + HEADER, size());
        bytes[start] = VERSION;
        fixed(start + 1, (int) crc.getValue());
        fixed(start + 5, size());
        byte[] blob = new byte[start == 0 ? end : pageLength(end)];
        System.arraycopy(bytes, start, blob, start, end - start);
        return blob;
    }

    private static int pageLength(int needed) {
        int overflows = (needed + MOST_ROW_HEADER - PAD + OVERFLOW - 1) / OVERFLOW;
        return row(overflows) - rowHeader(row(overflows));
    }

    private static int row(int overflows) {
        return PAD + overflows * OVERFLOW;
    }

    /** The header of a row of a null and a blob: its own length, the null's type, and 2, 3 or 4 bytes for the blob's. */
    private static int rowHeader(int row) {
        for (int header = 4; ; header++) {
            long type = 2L * (row - header) + 12;
            int typeBytes = type < 1 << 14 ? 2 : type < 1 << 21 ? 3 : 4;
            if (header >= 2 + typeBytes) {
                return header;
            }
        }
    }

    private void fixed(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    /** Reads a blob's entries in order. */
    static final class Entries {
        private final byte[] blob;
        private int at;
        private final int to;

        /** @throws DamagedException if its checksum says so */
        Entries(byte[] blob, boolean page) throws DamagedException {
            this.blob = blob;
            int from = page ? PAD : 0;
            if (blob.length < from + HEADER || blob[from] != VERSION) {
                throw new DamagedException("not a page of messages");
            }
            at = from + HEADER;
            int size = fixed(from + 5);
            if (size < 0 || size > blob.length - at) {
                throw new DamagedException("a page of messages is cut");
            }
            to = at + size;
            CRC32C crc = new CRC32C();
            crc.update(blob, at, size);
            if ((int) crc.getValue() != fixed(from + 1)) {
                throw new DamagedException("a page of messages fails its checksum");
            }
        }

        private int fixed(int from) {
            return (blob[from] & 255) << 24
                    | (blob[from + 1] & 255) << 16
                    | (blob[from + 2] & 255) << 8
                    | blob[from + 3] & 255;
        }

        boolean more() {
            return at < to;
        }

        long number() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = blob[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        Event.Message message(String room) {
            long seq = number();
            long time = number();
            int flags = (int) number();
            String from = text();
            @Nullable String id = (flags & HAS_ID) == 0 ? null : text();
            return new Event.Message(room, seq, from, (flags & ACTION) != 0, text(), time, id, false);
        }

        private String text() {
            int length = (int) number();
            at += length;
            return new String(blob, at - length, length, StandardCharsets.UTF_8);
        }
    }
}
