package thiscord.mailbox.server;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import thiscord.protocol.rules.AddressKey;

/**
 * Connections of other machines that have not logged in: so many of an address, so many in all; then the oldest of the
 * address with the most makes room. Thread-safe.
 */
final class PendingLogins {
    static final int PER_ADDRESS = 8;
    static final int TOTAL = 64;

    private final Map<String, Set<Channel>> byAddress = new HashMap<>();
    private int total;

    /** Takes a connection in until it logs in or ends; false if its address has too many. */
    boolean add(Channel channel) {
        Channel evicted = null;
        synchronized (this) {
            Set<Channel> own = byAddress.computeIfAbsent(address(channel), one -> new LinkedHashSet<>());
            if (own.size() >= PER_ADDRESS) {
                return false;
            }
            own.add(channel);
            total++;
            if (total > TOTAL) {
                evicted = oldestOfTheMost();
                forget(evicted);
            }
        }
        channel.closeFuture().addListener(closed -> remove(channel));
        if (evicted != null) {
            evicted.close();
        }
        return true;
    }

    /** It has logged in, or ended. */
    synchronized void remove(Channel channel) {
        forget(channel);
    }

    private void forget(Channel channel) {
        String address = address(channel);
        Set<Channel> own = byAddress.get(address);
        if (own != null && own.remove(channel)) {
            total--;
            if (own.isEmpty()) {
                byAddress.remove(address);
            }
        }
    }

    private Channel oldestOfTheMost() {
        return byAddress.values().stream()
                .max((one, other) -> Integer.compare(one.size(), other.size()))
                .orElseThrow()
                .iterator()
                .next();
    }

    private static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress from
                ? AddressKey.of(from.getAddress().getHostAddress())
                : "";
    }
}
