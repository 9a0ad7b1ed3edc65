package thiscord.rooms;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.rules.AddressKey;

/**
 * How many sessions people may have, so that no nick and no address takes the places of others: a nick has a 40th of all, an
 * address (/64) an eighth, this machine half, guests together three quarters. Where an address or all have no place left, the
 * session that was unused for longest makes room, if that is a while. Limits below {@link #DIVIDED} are not divided. Immutable.
 */
final class SessionLimiter {
    private static final int DIVIDED = 100;
    private static final int NICK = 40;
    private static final int ADDRESS = 8;
    private static final int LOCAL = 2;
    private static final Duration UNUSED = Duration.ofSeconds(10);

    private final int most;

    /** @param most sessions of people at once */
    SessionLimiter(int most) {
        this.most = most;
    }

    private int share(int of) {
        return most < DIVIDED ? most : most / of;
    }

    /**
     * Says whether another session may begin.
     *
     * @return the one that is to be ended for it; null if there is a place
     * @throws Refused too-many-sessions
     */
    @Nullable
    ServedPerson place(Collection<ServedPerson> now, String nick, String address, boolean account) throws Refused {
        String key = Names.key(nick);
        if (now.stream().filter(one -> Names.key(one.nick).equals(key)).count() >= share(NICK)) {
            throw refused(share(NICK) + " sessions of '" + nick + "' are logged in, which is the most for one nick");
        }
        String from = AddressKey.of(address);
        int ofAddress = share(from.equals(AddressKey.LOOPBACK) ? LOCAL : ADDRESS);
        ServedPerson ended = within(ofAddress, now, one -> one.from.equals(from), " from your address");
        if (ended == null && !account) {
            ended = within(most - (most < DIVIDED ? 0 : most / 4), now, one -> !one.isAccount(), " of guests");
        }
        return ended == null ? within(most, now, one -> true, "") : ended;
    }

    private static @Nullable ServedPerson within(
            int limit, Collection<ServedPerson> now, Predicate<ServedPerson> which, String whose) throws Refused {
        List<ServedPerson> those = now.stream().filter(which).toList();
        if (those.size() < limit) {
            return null;
        }
        return those.stream()
                .max(Comparator.comparing(ServedPerson::unused))
                .filter(one -> one.unused().compareTo(UNUSED) >= 0)
                .orElseThrow(() -> refused(limit + " sessions" + whose + " are logged in, which is the most"));
    }

    private static Refused refused(String what) {
        return new Refused(Reason.TOO_MANY_SESSIONS, what + "; try again later.");
    }
}
