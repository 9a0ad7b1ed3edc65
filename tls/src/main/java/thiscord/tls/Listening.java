package thiscord.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Privileges;

/**
 * Where a server listens, and where it takes plain text: on loopback both TLS and plain text, elsewhere TLS alone unless
 * settled otherwise.
 *
 * @param loopback where it listens for this machine
 * @param beyond where it listens for others; one of all addresses ({@code 0.0.0.0}, {@code ::}) with the port of
 *     {@code loopback} takes its place
 * @param key what TLS is spoken with; null to speak none
 * @param plainBeyond true to take plain text from everywhere
 * @param plainOnLoopback false to take TLS alone from this machine too
 */
public record Listening(
        Address loopback, List<Address> beyond, @Nullable KeyFiles key, boolean plainBeyond, boolean plainOnLoopback) {
    private static final Set<String> ALL = Set.of("0.0.0.0", "::", "::0", "0:0:0:0:0:0:0:0");

    public Listening {
        beyond = List.copyOf(beyond);
    }

    /** For this machine alone, in plain text. */
    public static Listening on(Address loopback) {
        return new Listening(loopback, List.of(), null, false, true);
    }

    /** The same with or without plain text from everywhere. */
    public Listening withPlainBeyond(boolean plain) {
        return new Listening(loopback, beyond, key, plain, plainOnLoopback);
    }

    /**
     * The key; null if there is none and all that is taken is plain text. One that was given, or without which nobody
     * could connect, has been read.
     *
     * @throws Failure bad configuration, if it cannot be used or is missing
     */
    public @Nullable ServerTls open() {
        boolean optional = plainOnLoopback && (plainBeyond || beyond.isEmpty());
        if (key != null) {
            return optional && key.ours() ? ServerTls.whenNeeded(key) : ServerTls.open(key);
        }
        if (optional) {
            return null;
        }
        throw new Failure(
                ExitCode.BAD_CONFIGURATION, "TLS needs a key: give --tls-key and --tls-cert, or a data folder");
    }

    /** What to bind, the one for this machine first. */
    public List<Address> addresses() {
        List<Address> all = new ArrayList<>(beyond);
        Address first = beyond.stream()
                .filter(one -> everywhere(one) && one.port() == loopback.port())
                .findFirst()
                .orElse(loopback);
        all.remove(first);
        all.add(0, first);
        return all;
    }

    private static boolean everywhere(Address address) {
        return ALL.contains(address.host());
    }

    /** What it takes of the machine to listen there. */
    public void addTo(Privileges all) {
        addresses().forEach(all::listens);
        if (key != null) {
            all.reads(key.key()).reads(key.certificate());
        }
    }

    /** What was bound in the place of an address, as this machine's programs reach it. */
    public static Address reachable(InetSocketAddress bound) {
        return bound.getAddress().isAnyLocalAddress()
                ? Address.loopback(bound.getPort())
                : new Address(bound.getAddress().getHostAddress(), bound.getPort());
    }

    /** Those of the addresses that were bound which other machines reach. */
    public static List<Address> beyond(List<InetSocketAddress> bound) {
        return bound.stream()
                .filter(one -> !one.getAddress().isLoopbackAddress())
                .map(one -> new Address(one.getAddress().getHostAddress(), one.getPort()))
                .toList();
    }

    /**
     * A line for who starts a server; empty if no other machine reaches it.
     *
     * @param key asked only if one does
     */
    public static String opened(String what, List<Address> beyond, Supplier<@Nullable Fingerprint> key) {
        if (beyond.isEmpty()) {
            return "";
        }
        Fingerprint fingerprint = key.get();
        String where = beyond.stream().map(Address::toString).collect(Collectors.joining(", "));
        return "open to other machines: " + what + " " + where
                + (fingerprint == null ? ", in plain text" : "; the server's key is " + fingerprint);
    }

    /** True if a connection that came in at that address of ours may speak plain text. */
    public boolean takesPlain(InetAddress at) {
        return at.isLoopbackAddress() ? plainOnLoopback : plainBeyond;
    }
}
