package thiscord.rooms;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;

/** The newest changes, numbered 1, 2, 3 …; a bounded number of them. Not thread-safe. */
final class ChangeFeed {
    /** The most changes in one page. */
    static final int PAGE = 1000;

    private final int most;
    private final Deque<Change> kept = new ArrayDeque<>();
    private long newest;

    ChangeFeed(int most) {
        this.most = most;
    }

    void add(String kind, RoomRecord room, String nick, String text) {
        add(kind, room.name(), room.id(), nick, text);
    }

    /** Of no room: its name is empty, its id 0. */
    void add(String kind, String room, long roomId, String nick, String text) {
        if (kept.size() == most) {
            kept.removeFirst();
        }
        kept.addLast(new Change(++newest, kind, room, roomId, nick, text));
    }

    /** What came after a version, or that it is not known. */
    Changes since(long after) {
        if (after < newest - kept.size() || after > newest) {
            return new Changes(true, newest, List.of());
        }
        List<Change> page =
                kept.stream().skip(after - (newest - kept.size())).limit(PAGE).toList();
        return new Changes(false, after + page.size(), page);
    }
}
