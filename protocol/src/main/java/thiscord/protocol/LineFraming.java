package thiscord.protocol;

/**
 * Lines that end with LF or CR LF; the end is not part of the message, nor of the limit. Not thread-safe. Feeding a line
 * costs time linear in its length however it is cut: it is searched once and its beginning is kept in a buffer that grows
 * by doubling. Of what is given behind an unfinished line only the end of that line is copied. Holds no memory while no
 * unfinished line waits.
 */
public final class LineFraming implements Framing {
    private static final byte[] EMPTY = new byte[0];
    private static final int SMALLEST_BUFFER = 64;

    private final int maxBytes;
    private byte[] data = EMPTY;
    private int begin;
    private int end;
    /** No line feed is in {@code [begin, searched)}. */
    private int searched;
    /** True if {@code data} is ours to write to, else it is lent until {@link #retain}. */
    private boolean own = true;
    /** What was given behind the end of the line that {@link #data} holds: lent too, and read once that line is. */
    private byte[] rest = EMPTY;

    private int restBegin;
    private int restEnd;
    /** True within a line that was told to be too long. */
    private boolean skipping;
    /** True after {@link #flush}: the end of that line may still come, and is not an empty line then. */
    private boolean flushed;

    private int frameStart;
    private int frameLength;

    /** @param maxBytes longest line, without its end */
    public LineFraming(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void wrap(byte[] bytes, int from, int length) {
        if (begin == end) {
            lend(bytes, from, from + length);
        } else if (searched < end) {
            append(bytes, from, length);
        } else {
            int i = from;
            while (i < from + length && bytes[i] != '\n') {
                i++;
            }
            int line = Math.min(i + 1 - from, length);
            append(bytes, from, line);
            rest = bytes;
            restBegin = from + line;
            restEnd = from + length;
        }
    }

    private void lend(byte[] bytes, int from, int to) {
        data = bytes;
        begin = from;
        end = to;
        searched = from;
        own = false;
    }

    private void append(byte[] bytes, int from, int length) {
        int kept = end - begin;
        if (!own || data.length - end < length) {
            boolean fits = own && kept + length <= data.length;
            move(fits ? data : new byte[Math.max(kept + length, kept * 2)]);
        }
        System.arraycopy(bytes, from, data, end, length);
        end += length;
    }

    /** Moves what is unread to the front of a buffer of ours. */
    private void move(byte[] to) {
        System.arraycopy(data, begin, to, 0, end - begin);
        data = to;
        own = true;
        searched -= begin;
        end -= begin;
        begin = 0;
    }

    @Override
    public Result next() {
        while (true) {
            if (begin == end) {
                lendRest();
            }
            boolean whole = search();
            if (skipping) {
                begin = whole ? searched + 1 : end;
                searched = begin;
                if (!whole) {
                    return Result.NONE;
                }
                skipping = false;
                continue;
            }
            int length = lengthTo(searched);
            if (length > maxBytes) {
                skipping = !whole;
                take(whole, 0);
                return Result.TOO_LONG;
            }
            if (!whole) {
                return Result.NONE;
            }
            boolean late = flushed && length == 0;
            take(true, length);
            if (!late) {
                return Result.FRAME;
            }
        }
    }

    private void lendRest() {
        if (restBegin < restEnd) {
            lend(rest, restBegin, restEnd);
            forgetRest();
        }
    }

    private void forgetRest() {
        rest = EMPTY;
        restBegin = 0;
        restEnd = 0;
    }

    /** Moves {@code searched} to the next line feed, true, or to the end of the data, false. */
    private boolean search() {
        byte[] d = data;
        int i = searched;
        while (i < end && d[i] != '\n') {
            i++;
        }
        searched = i;
        return i < end;
    }

    /** The length of the line that stops there, without the CR that belongs, or may belong, to its end. */
    private int lengthTo(int stop) {
        return stop - begin - (stop > begin && data[stop - 1] == '\r' ? 1 : 0);
    }

    /** Makes the next {@code length} bytes the frame and passes over what was searched, and the line feed if there is one. */
    private void take(boolean lineFeed, int length) {
        frameStart = begin;
        frameLength = length;
        begin = lineFeed ? searched + 1 : searched;
        searched = begin;
        flushed = false;
    }

    @Override
    public void retain() {
        if (begin == end) {
            lendRest();
        } else if (restBegin < restEnd) {
            append(rest, restBegin, restEnd - restBegin);
        }
        forgetRest();
        int kept = end - begin;
        if (kept == 0) {
            data = EMPTY;
            begin = 0;
            end = 0;
            searched = 0;
            own = true;
        } else if (!own || kept < data.length / 4 && data.length > SMALLEST_BUFFER) {
            move(new byte[Math.max(kept, SMALLEST_BUFFER)]);
        }
    }

    @Override
    public boolean partial() {
        return begin < end || restBegin < restEnd;
    }

    @Override
    public boolean unfinished() {
        return partial() || skipping;
    }

    @Override
    public Result flush() {
        if (!partial()) {
            return Result.NONE;
        }
        int length = lengthTo(end);
        boolean late = flushed && length == 0;
        searched = end;
        take(false, length);
        flushed = true;
        return late ? Result.NONE : Result.FRAME;
    }

    @Override
    public byte[] frameBytes() {
        return data;
    }

    @Override
    public int frameStart() {
        return frameStart;
    }

    @Override
    public int frameLength() {
        return frameLength;
    }
}
