package thiscord.protocol.rules;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An internet address with how many of its first bits count, as {@code 192.0.2.0/24}. Immutable. Written in numbers only: no
 * name is ever looked up.
 */
public final class AddressRange {
    private static final Pattern FOUR = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");
    /** Of an address of version 6 the rest is the subscriber's own. */
    private static final int OWN_SIX = 64;

    private final byte[] address;
    private final int bits;

    private AddressRange(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
        for (int i = 0; i < address.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - 8 * i));
            address[i] &= (byte) (0xFF << (8 - kept));
        }
    }

    /** An address alone, or one with its bits; null if it is neither. */
    public static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        if (slash < 0) {
            return new AddressRange(address, address.length * 8);
        }
        String count = text.substring(slash + 1);
        int bits = BITS.matcher(count).matches() ? Integer.parseInt(count) : -1;
        return bits < 1 || bits > address.length * 8 ? null : new AddressRange(address, bits);
    }

    /** What to ban of somebody who comes from that address: it, or of version 6 the network; null if it is none. */
    public static @Nullable AddressRange of(String address) {
        byte[] bytes = address(address);
        return bytes == null ? null : new AddressRange(bytes, bytes.length == 4 ? 32 : OWN_SIX);
    }

    private static byte @Nullable [] address(String text) {
        if (FOUR.matcher(text).matches()) {
            return four(text.split("\\."));
        }
        try {
            // In brackets it is numbers or nothing, never a name.
            return SIX.matcher(text).matches()
                    ? InetAddress.getByName("[" + text + "]").getAddress()
                    : null;
        } catch (UnknownHostException notOne) {
            return null;
        }
    }

    private static byte @Nullable [] four(String[] numbers) {
        byte[] address = new byte[numbers.length];
        for (int i = 0; i < address.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            if (number > 255) {
                return null;
            }
            address[i] = (byte) number;
        }
        return address;
    }

    /** True if that address is in it; false for what is no address. */
    public boolean holds(String other) {
        byte[] bytes = address(other);
        return bytes != null
                && bytes.length == address.length
                && Arrays.equals(new AddressRange(bytes, bits).address, address);
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
