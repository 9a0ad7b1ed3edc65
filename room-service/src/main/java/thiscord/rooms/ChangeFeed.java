package thiscord.rooms;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** What hubs have to know of a mutation. */
    void add(Mutation mutation, Who by) {
        mutation.accept(new Adding(by.nick()));
        Tiding tiding = Tiding.of(mutation, by);
        if (!tiding.notice().isEmpty()) {
            add(Change.NOTICE, mutation.room(), by.nick(), tiding.notice());
        }
        if (!tiding.told().isEmpty()) {
            add(Change.TOLD, mutation.room(), tiding.about(), tiding.told());
        }
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

    private final class Adding implements Mutation.Visitor<@Nullable Void> {
        private final String by;

        Adding(String by) {
            this.by = by;
        }

        private @Nullable Void line(String kind, Mutation m, String nick, String text) {
            add(kind, m.room(), nick, text);
            return null;
        }

        @Override
        public @Nullable Void created(Mutation.Created m) {
            return line(Change.CREATED, m, by, "");
        }

        @Override
        public @Nullable Void deleted(Mutation.Deleted m) {
            return line(
                    Change.DELETED,
                    m,
                    by,
                    m.expired() ? "The room has ended, and all in it is erased." : by + " deleted the room.");
        }

        @Override
        public @Nullable Void topicSet(Mutation.TopicSet m) {
            return line(Change.TOPIC, m, by, m.topic());
        }

        @Override
        public @Nullable Void joined(Mutation.Joined m) {
            return line(Change.JOINED, m, m.nick(), "");
        }

        @Override
        public @Nullable Void left(Mutation.Left m) {
            return line(Change.LEFT, m, m.nick(), "");
        }

        @Override
        public @Nullable Void ruled(Mutation.Ruled m) {
            return m.what() == null ? null : line(Change.RULED, m, by, "");
        }

        @Override
        public @Nullable Void stood(Mutation.Stood m) {
            return line(Change.RULED, m, by, "");
        }

        @Override
        public @Nullable Void expelled(Mutation.Expelled m) {
            return line(Change.EXPELLED, m, m.nick(), m.text());
        }

        @Override
        public @Nullable Void noted(Mutation.Noted m) {
            return null;
        }

        @Override
        public @Nullable Void invited(Mutation.Invited m) {
            return null;
        }
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
