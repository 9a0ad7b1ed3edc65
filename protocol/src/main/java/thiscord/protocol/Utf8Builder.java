package thiscord.protocol;

import java.util.Arrays;

/**
 * Text written straight into one growing array of UTF-8. What it gives is always valid UTF-8: half a surrogate pair is
 * written as U+FFFD. Not thread-safe.
 */
public final class Utf8Builder {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int MOST_DIGITS = 20;

    private byte[] bytes;
    private int size;

    /** What is written in place of characters that are not plain. */
    @FunctionalInterface
    public interface Escape {
        /** Writes something for the code point, which is never half a surrogate pair. */
        void write(int codePoint, Utf8Builder out);
    }

    /** @param capacity how many bytes are expected; more is fine */
    public Utf8Builder(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** A copy of what was written, exactly as long as that. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** A character of ASCII. */
    public Utf8Builder ascii(char c) {
        room(1);
        bytes[size++] = (byte) c;
        return this;
    }

    /** A text of nothing but ASCII, such as our own words. */
    public Utf8Builder ascii(String text) {
        int length = text.length();
        room(length);
        byte[] b = bytes;
        int at = size;
        for (int i = 0; i < length; i++) {
            b[at + i] = (byte) text.charAt(i);
        }
        size = at + length;
        return this;
    }

    /** Any text. */
    public Utf8Builder text(String text) {
        return text(text, 0, text.length(), ALL_PLAIN, Utf8Builder::itself);
    }

    /**
     * A part of a text.
     *
     * @param plain 128 entries: whether a character of ASCII is written as it is
     * @param escape writes every other character, those beyond ASCII included
     */
    public Utf8Builder text(String text, int from, int to, boolean[] plain, Escape escape) {
        room(to - from);
        int i = from;
        while (i < to) {
            i = plain(text, i, to, plain);
            if (i < to) {
                char c = text.charAt(i++);
                if (!Character.isSurrogate(c)) {
                    escape.write(c, this);
                } else if (Character.isHighSurrogate(c) && i < to && Character.isLowSurrogate(text.charAt(i))) {
                    escape.write(Character.toCodePoint(c, text.charAt(i++)), this);
                } else {
                    escape.write(REPLACEMENT, this);
                }
                room(to - i);
            }
        }
        return this;
    }

    /** Writes plain characters until one is not; there is room for all. */
    private int plain(String text, int from, int to, boolean[] plain) {
        byte[] b = bytes;
        int at = size - from;
        int i = from;
        for (; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !plain[c]) {
                break;
            }
            b[at + i] = (byte) c;
        }
        size = at + i;
        return i;
    }

    /** One code point; half a surrogate pair is U+FFFD. */
    public Utf8Builder codePoint(int c) {
        room(4);
        byte[] b = bytes;
        if (c < 0x80) {
            b[size++] = (byte) c;
        } else if (c < 0x800) {
            b[size++] = (byte) (0xC0 | c >> 6);
            b[size++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            int known = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c;
            b[size++] = (byte) (0xE0 | known >> 12);
            b[size++] = (byte) (0x80 | known >> 6 & 0x3F);
            b[size++] = (byte) (0x80 | known & 0x3F);
        } else {
            b[size++] = (byte) (0xF0 | c >> 18);
            b[size++] = (byte) (0x80 | c >> 12 & 0x3F);
            b[size++] = (byte) (0x80 | c >> 6 & 0x3F);
            b[size++] = (byte) (0x80 | c & 0x3F);
        }
        return this;
    }

    /** A whole number, in decimal. */
    public Utf8Builder number(long n) {
        if (n < 0) {
            return ascii(Long.toString(n));
        }
        room(MOST_DIGITS);
        int digits = 1;
        for (long left = n / 10; left > 0; left /= 10) {
            digits++;
        }
        long left = n;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        size += digits;
        return this;
    }

    /** Writes its first bytes once more. */
    public Utf8Builder again(int first) {
        room(first);
        System.arraycopy(bytes, 0, bytes, size, first);
        size += first;
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    private static final boolean[] ALL_PLAIN = new boolean[0x80];

    static {
        Arrays.fill(ALL_PLAIN, true);
    }

    private static void itself(int codePoint, Utf8Builder out) {
        out.codePoint(codePoint);
    }
}
