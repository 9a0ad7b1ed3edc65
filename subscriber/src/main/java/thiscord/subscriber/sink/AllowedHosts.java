package thiscord.subscriber.sink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that a user allowed. One of the public internet is allowed by its name; an address of this machine or of a private
 * network has to be named itself, so that no name of the public internet leads there. {@code localhost} names all addresses
 * of this machine's loopback.
 */
final class AllowedHosts {
    /** Asks for the addresses of a host. */
    interface Resolver {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    private static final String LOCALHOST = "localhost";
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.%]*:[0-9A-Fa-f:.%a-z]*");

    private final Set<String> names = new HashSet<>();
    private final Set<InetAddress> addresses = new HashSet<>();
    private final Resolver resolver;

    /** @throws IllegalArgumentException if one looks like an address and is none */
    AllowedHosts(Collection<String> allowed, Resolver resolver) {
        this.resolver = resolver;
        for (String one : allowed) {
            String name = bare(one);
            names.add(name);
            if (LITERAL.matcher(name).matches()) {
                try {
                    addresses.add(InetAddress.getByName(name));
                } catch (UnknownHostException e) {
                    throw new IllegalArgumentException("--allow-host '" + one + "' is not a host or an address", e);
                }
            }
        }
    }

    /** A name as it is compared; an address of IPv6 without its brackets. */
    private static String bare(String host) {
        String name = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * Null if events may be taken to that host, by each of the addresses that it has now; else why not, in a few words.
     *
     * @throws UnknownHostException if it has none
     */
    @Nullable
    String wrong(String host) throws UnknownHostException {
        String name = bare(host);
        if (!names.contains(name)) {
            return name + " is not allowed; --allow-host " + name + " allows it";
        }
        for (InetAddress address : resolver.of(name)) {
            boolean named = addresses.contains(address) || address.isLoopbackAddress() && names.contains(LOCALHOST);
            if (!named && !isPublic(address)) {
                String plain = address.getHostAddress();
                return name + " is at " + plain + ", which is not a public address; --allow-host " + plain
                        + " allows that too";
            }
        }
        return null;
    }

    private static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address instanceof Inet4Address) {
            boolean ofProviders = first == 100 && second >= 64 && second < 128;
            boolean special =
                    first == 192 && second == 0 && bytes[2] == 0 || first == 198 && (second == 18 || second == 19);
            return first != 0 && first < 240 && !ofProviders && !special;
        }
        // The rest is not given out, or has an address of IPv4 inside, which may be any.
        boolean carriesFour = second == 0x02 || second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        return (first & 0xe0) == 0x20 && !(first == 0x20 && carriesFour);
    }
}
