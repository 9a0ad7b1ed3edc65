package thiscord.broker.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Topics;

/**
 * One record of the journal: {@code int length, int crc32c of the rest, byte kind, long millis, long number, short name length, name,
 * payload}; the length counts what follows the checksum.
 *
 * @param number an event's offset, or the serial number with which a prefix is followed
 * @param name a topic or a prefix
 */
record Entry(byte kind, long millis, long number, byte[] name, byte[] payload) {
    static final byte EVENT = 1;
    static final byte FOLLOWED = 2;
    static final byte LAPSED = 3;
    /** Of no prefix: the highest serial number that was given. */
    static final byte SERIAL = 4;
    /** Of no prefix: a serial number of all, as events of one were not numbered, nobody knows whose. */
    static final byte MISSED = 5;

    static final int HEAD = 8;
    private static final int FIXED = 1 + 8 + 8 + 2;
    private static final int MOST = FIXED + Topics.MAX_BYTES + Topics.MAX_PAYLOAD_BYTES;

    /** Bytes on disk. */
    int size() {
        return HEAD + FIXED + name.length + payload.length;
    }

    void writeTo(ByteBuffer out) {
        int from = out.position() + HEAD;
        out.position(from)
                .put(kind)
                .putLong(millis)
                .putLong(number)
                .putShort((short) name.length)
                .put(name)
                .put(payload);
        out.putInt(from - HEAD, out.position() - from).putInt(from - 4, sum(out.array(), from, out.position()));
    }

    private static int sum(byte[] bytes, int from, int to) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, to - from);
        return (int) sum.getValue();
    }

    /** How long the record is that begins here, its head included; 0 if that is no record. */
    static int sizeAt(ByteBuffer in, int at) {
        if (in.limit() - at < HEAD + FIXED) {
            return 0;
        }
        int length = in.getInt(at);
        return length < FIXED || length > MOST ? 0 : HEAD + length;
    }

    /** The record that begins here; null if it is not whole or not sound. */
    static @Nullable Entry at(ByteBuffer in, int at) {
        int size = sizeAt(in, at);
        if (size == 0 || in.limit() - at < size || in.getInt(at + 4) != sum(in.array(), at + HEAD, at + size)) {
            return null;
        }
        int name = at + HEAD + FIXED;
        int nameLength = in.getShort(name - 2);
        if (nameLength < 0 || name + nameLength > at + size) {
            return null;
        }
        return new Entry(
                in.get(at + HEAD),
                millisAt(in, at),
                in.getLong(at + HEAD + 9),
                Arrays.copyOfRange(in.array(), name, name + nameLength),
                Arrays.copyOfRange(in.array(), name + nameLength, at + size));
    }

    /** When the record that begins here was made. */
    static long millisAt(ByteBuffer in, int at) {
        return in.getLong(at + HEAD + 1);
    }
}
