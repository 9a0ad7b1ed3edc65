package thiscord.broker.journal;

import java.util.Arrays;

/** The first bytes of an array, as a key. The array must not change. */
final class Bytes implements Comparable<Bytes> {
    final byte[] array;
    final int length;
    private final int hash;

    Bytes(byte[] array, int length) {
        this.array = array;
        this.length = length;
        int sum = 1;
        for (int i = 0; i < length; i++) {
            sum = 31 * sum + array[i];
        }
        this.hash = sum;
    }

    static Bytes of(byte[] array) {
        return new Bytes(array, array.length);
    }

    /** True if the other one begins with this. */
    boolean begins(Bytes other) {
        return length <= other.length && Arrays.equals(array, 0, length, other.array, 0, length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes
                && Arrays.equals(array, 0, length, ((Bytes) other).array, 0, ((Bytes) other).length);
    }

    /** By unsigned bytes. */
    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, 0, length, other.array, 0, other.length);
    }
}
