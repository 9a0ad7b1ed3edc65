package thiscord.broker.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.Confirm;
import thiscord.protocol.event.Topics;

/**
 * One record of the journal: {@code int length, int crc32c of the rest, byte kind, long millis, long number, short name length, name,
 * payload}; the length counts what follows the checksum. The payload of a {@link #CONFIRMED} event is written behind
 * {@code byte length of the publisher, publisher, long number}, so that a record that is whole says both: that the event has its
 * offset, and that its publisher need not send it again.
 *
 * @param number an event's offset, the serial number with which a prefix is followed, or how far a publisher is
 * @param name a topic, a prefix or a publisher
 * @param source whose event it is, and which; of {@link #CONFIRMED} ones only
 */
record Entry(byte kind, long millis, long number, byte[] name, Journal.@Nullable Source source, byte[] payload) {
    static final byte EVENT = 1;
    static final byte FOLLOWED = 2;
    static final byte LAPSED = 3;
    /** Of no prefix: the highest serial number that was given. */
    static final byte SERIAL = 4;
    /** Of no prefix: a serial number of all, as events of one were not numbered, nobody knows whose. */
    static final byte MISSED = 5;
    /** An event whose publisher waits to hear that it is here. */
    static final byte CONFIRMED = 6;
    /** How far a publisher is. */
    static final byte MARK = 7;
    /** In the place of an event that was erased; says nothing there. Among what outlives the segments: a last offset, see {@link ErasedOffsets}. */
    static final byte ERASED = 8;

    static final int HEAD = 8;
    private static final int FIXED = 1 + 8 + 8 + 2;
    /** Bytes of a record without a name; they say how long it is and of when. */
    static final int LEAST = HEAD + FIXED;

    private static final int SOURCE = 1 + 8;
    private static final int MOST =
            FIXED + Topics.MAX_BYTES + SOURCE + 1 + Confirm.MOST_PUBLISHER_BYTES + Topics.MAX_PAYLOAD_BYTES;

    /** One without a source. */
    Entry(byte kind, long millis, long number, byte[] name, byte[] payload) {
        this(kind, millis, number, name, null, payload);
    }

    /** An event that was given an offset. */
    static Entry event(long millis, long offset, Journal.Event event) {
        return new Entry(
                event.source() == null ? EVENT : CONFIRMED,
                millis,
                offset,
                event.topic(),
                event.source(),
                event.payload());
    }

    /** What is written over a record of so many bytes. */
    static Entry erased(long millis, int size) {
        return new Entry(ERASED, millis, 0, new byte[0], new byte[size - HEAD - FIXED]);
    }

    /** True for an event that has an offset. */
    boolean isEvent() {
        return kind == EVENT || kind == CONFIRMED;
    }

    /** Bytes on disk. */
    int size() {
        return HEAD + FIXED + name.length + (source == null ? 0 : SOURCE + source.publisher().length) + payload.length;
    }

    void writeTo(ByteBuffer out) {
        int from = out.position() + HEAD;
        out.position(from)
                .put(kind)
                .putLong(millis)
                .putLong(number)
                .putShort((short) name.length)
                .put(name);
        if (source != null) {
            out.put((byte) source.publisher().length).put(source.publisher()).putLong(source.number());
        }
        out.put(payload);
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
        byte kind = in.get(at + HEAD);
        int payload = name + nameLength;
        Journal.Source source = null;
        if (kind == CONFIRMED) {
            int from = payload + 1;
            int length = payload < at + size ? in.get(payload) & 0xff : 0;
            payload = from + length + Long.BYTES;
            if (payload > at + size) {
                return null;
            }
            source = new Journal.Source(
                    Arrays.copyOfRange(in.array(), from, from + length), in.getLong(payload - Long.BYTES));
        }
        return new Entry(
                kind,
                millisAt(in, at),
                in.getLong(at + HEAD + 9),
                Arrays.copyOfRange(in.array(), name, name + nameLength),
                source,
                Arrays.copyOfRange(in.array(), payload, at + size));
    }

    /** When the record that begins here was made. */
    static long millisAt(ByteBuffer in, int at) {
        return in.getLong(at + HEAD + 1);
    }
}
