package thiscord.protocol.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * By what peers are counted who share a limit for each address: an address of version 4, the network (/64) of one of version 6,
 * this machine as a whole. Thread-safe.
 */
public final class AddressKey {
    /** The key of all addresses of this machine. */
    public static final String LOOPBACK = "loopback";

    private static final List<AddressRange> LOCAL =
            Stream.of("127.0.0.0/8", "::1/128").map(AddressRange::parse).toList();

    private AddressKey() {}

    /** The key of an address as text, with or without a zone; of what is no address, the text itself. */
    public static String of(String address) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        AddressRange range = AddressRange.of(bare);
        if (range == null) {
            return bare;
        }
        return LOCAL.stream().anyMatch(one -> one.holds(bare)) ? LOOPBACK : range.toString();
    }
}
