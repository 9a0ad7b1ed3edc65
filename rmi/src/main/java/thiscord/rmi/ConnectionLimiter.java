package thiscord.rmi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import thiscord.protocol.rules.AddressKey;

/**
 * Which connections of a server are open, so that no peer can take the places of others: each address has a share of them,
 * this machine a bigger one, and some are kept for peers that have proved who they are. Where there is no place, one is made by
 * closing a connection that carries no call: first one that never carried any, then one whose request has not arrived in full,
 * then one that is idle; of each kind the oldest. Thread-safe; its lock is held for memory work and for closing one socket.
 */
final class ConnectionLimiter {
    /** Of so many places one is kept for peers that have proved who they are. */
    private static final int KEPT_OF = 8;
    /** An address has one of so many places; this machine one of {@link #LOCAL_SHARE}. */
    private static final int SHARE = 8;

    private static final int LOCAL_SHARE = 2;
    private static final int LEAST_SHARE = 4;

    private final int most;
    private final Rebuffs rebuffs;
    private final Set<RequestSocket> open = new HashSet<>();
    private boolean closed;

    ConnectionLimiter(int most, Rebuffs rebuffs) {
        this.most = most;
        this.rebuffs = rebuffs;
    }

    /** How many are open. */
    synchronized int open() {
        return open.size();
    }

    /** Takes a new connection in; false if there is no place and none can be made. */
    synchronized boolean admit(RequestSocket socket) throws IOException {
        if (closed) {
            return false;
        }
        String from = socket.from();
        Predicate<RequestSocket> strangers = one -> !one.proven();
        return within(shareOf(from), strangers.and(one -> one.from().equals(from)), Rebuff.ADDRESS)
                && within(most - most / KEPT_OF, strangers, Rebuff.FULL)
                && within(most, one -> true, Rebuff.FULL)
                && open.add(socket);
    }

    private int shareOf(String from) {
        return Math.max(LEAST_SHARE, most / (from.equals(AddressKey.LOOPBACK) ? LOCAL_SHARE : SHARE));
    }

    private boolean within(int limit, Predicate<RequestSocket> which, Rebuff otherwise) throws IOException {
        List<RequestSocket> those = open.stream().filter(which).toList();
        if (those.size() < limit) {
            return true;
        }
        RequestSocket evicted = those.stream()
                .filter(one -> !one.proven() && one.standing() != RequestSocket.Standing.CALL)
                .min(Comparator.comparingInt((RequestSocket one) -> one.standing().rank)
                        .thenComparingLong(RequestSocket::since))
                .orElse(null);
        if (evicted == null) {
            rebuffs.count(otherwise);
            return false;
        }
        RequestSocket.Standing was = evicted.standing();
        boolean idle = was == RequestSocket.Standing.SILENT || was == RequestSocket.Standing.IDLE;
        rebuffs.count(idle ? Rebuff.IDLE : Rebuff.UNFINISHED);
        open.remove(evicted);
        evicted.close();
        return true;
    }

    /** A peer has proved who it is; within the places that are kept, it counts no longer as a stranger. */
    synchronized void prove(RequestSocket socket) {
        if (open.contains(socket)
                && open.stream().filter(RequestSocket::proven).count() < Math.max(1, most / KEPT_OF)) {
            socket.nowProven();
        }
    }

    synchronized void gone(RequestSocket socket) {
        open.remove(socket);
    }

    /** Takes no more in; those that are open are to be closed. */
    synchronized List<RequestSocket> close() {
        closed = true;
        return new ArrayList<>(open);
    }
}
