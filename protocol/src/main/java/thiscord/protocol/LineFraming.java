package thiscord.protocol;

import java.util.Arrays;

/** Lines that end with LF or CR LF; the end is not part of the message. Holds no memory while no partial line waits. */
public final class LineFraming implements Framing {
    private static final byte[] EMPTY = new byte[0];

    private final int maxBytes;
    private byte[] data = EMPTY;
    private int begin;
    private int end;
    private boolean own = true;
    private boolean skipping;
    private int frameStart;
    private int frameLength;

    /** @param maxBytes longest line, without its end */
    public LineFraming(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void wrap(byte[] bytes, int from, int length) {
        if (begin == end) {
            data = bytes;
            begin = from;
            end = from + length;
            own = false;
            return;
        }
        int kept = end - begin;
        byte[] joined = new byte[kept + length];
        System.arraycopy(data, begin, joined, 0, kept);
        System.arraycopy(bytes, from, joined, kept, length);
        data = joined;
        begin = 0;
        end = kept + length;
        own = true;
    }

    @Override
    public Result next() {
        while (true) {
            int lf = indexOfLf();
            if (skipping) {
                if (lf < 0) {
                    begin = end;
                    return Result.NONE;
                }
                begin = lf + 1;
                skipping = false;
                continue;
            }
            int stop = lf < 0 ? end : lf;
            int length = stop - begin - (stop > begin && data[stop - 1] == '\r' ? 1 : 0);
            if (length > maxBytes) {
                skipping = lf < 0;
                begin = lf < 0 ? end : lf + 1;
                return Result.TOO_LONG;
            }
            if (lf < 0) {
                return Result.NONE;
            }
            frameStart = begin;
            frameLength = length;
            begin = lf + 1;
            return Result.FRAME;
        }
    }

    private int indexOfLf() {
        byte[] d = data;
        for (int i = begin; i < end; i++) {
            if (d[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void retain() {
        if (begin == end) {
            data = EMPTY;
            begin = 0;
            end = 0;
            own = true;
        } else if (!own) {
            data = Arrays.copyOfRange(data, begin, end);
            end -= begin;
            begin = 0;
            own = true;
        }
    }

    @Override
    public boolean partial() {
        return begin < end;
    }

    @Override
    public Result flush() {
        if (!partial()) {
            return Result.NONE;
        }
        frameStart = begin;
        frameLength = end - begin;
        begin = end;
        return Result.FRAME;
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
