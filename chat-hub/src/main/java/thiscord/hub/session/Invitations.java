package thiscord.hub.session;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rooms that a session was made a member of elsewhere and has not entered yet. Lives on the session's loop. */
final class Invitations {
    private final int most;
    private @Nullable Set<String> rooms;

    Invitations(int most) {
        this.most = most;
    }

    /** False if there are as many as allowed. */
    boolean add(String room) {
        Set<String> all = rooms == null ? new LinkedHashSet<>(2) : rooms;
        if (all.size() >= most) {
            return false;
        }
        all.add(room);
        rooms = all;
        return true;
    }

    /** Takes the next; null if there is none. */
    @Nullable
    String next() {
        Set<String> all = rooms;
        if (all == null) {
            return null;
        }
        String room = all.iterator().next();
        all.remove(room);
        rooms = all.isEmpty() ? null : all;
        return room;
    }
}
