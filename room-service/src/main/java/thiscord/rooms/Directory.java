package thiscord.rooms;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;

/**
 * The rooms as all sessions share them: the table, its store, the change feed and the events, in step. Thread-safe.
 *
 * <p>Two locks, taken in this order: {@code writing} is held from decision to event and so across the disk; {@code state}
 * guards table and feed and is held for memory work only. Readers take {@code state} alone and never wait for the disk.
 * What lasts changes only under {@code writing}.
 */
final class Directory implements AutoCloseable {
    /** The place of a hub session in {@link #changes}; guarded by {@code state}. */
    static final class Follower {
        private long turn;
    }

    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock state = new ReentrantLock();
    private final Condition changed = state.newCondition();
    private final RoomTable table;
    private final Moderation moderation;
    private final ChangeFeed feed;
    private final RoomStore store;
    private final RoomEvents events;
    private final Clock clock;
    private boolean closed;

    /** Loads what is stored; from then on it owns table and store. */
    Directory(RoomTable table, ChangeFeed feed, RoomStore store, RoomEvents events, Clock clock) {
        this.table = table;
        this.moderation = new Moderation(table);
        this.feed = feed;
        this.store = store;
        this.events = events;
        this.clock = clock;
        store.load(table::apply);
    }

    private <T> T reading(Supplier<T> body) {
        state.lock();
        try {
            return body.get();
        } finally {
            state.unlock();
        }
    }

    /** Decides, stores, applies, tells; answers with what is found then. */
    private <T> Answer<T> change(String by, Supplier<Answer<List<Mutation>>> decide, Supplier<Answer<T>> then) {
        writing.lock();
        try {
            Answer<List<Mutation>> decided = reading(decide);
            return decided.then(mutations -> {
                if (closed) {
                    return Answer.refused(Reason.SHUTTING_DOWN, "The room service is stopping.");
                }
                if (!mutations.isEmpty()) {
                    store.write(mutations);
                }
                Answer<T> now = reading(() -> {
                    mutations.forEach(mutation -> applied(mutation, by));
                    return then.get();
                });
                mutations.forEach(mutation -> events.tell(mutation, by));
                return now;
            });
        } finally {
            writing.unlock();
        }
    }

    private Answer<RoomInfo> changeOne(String room, String by, Supplier<Answer<Mutation>> decide) {
        return change(by, () -> decide.get().map(List::of), () -> table.describe(room));
    }

    private void applied(Mutation mutation, String by) {
        table.apply(mutation);
        Line line = mutation.accept(new Told(by));
        feed.add(line.kind(), line.room(), line.nick(), line.text());
        changed.signalAll();
    }

    Answer<RoomInfo> create(RoomSpec spec, String by) {
        Supplier<Answer<List<Mutation>>> made =
                () -> table.create(spec.name(), spec.keeps(), spec.topic(), spec.access(), by, clock.millis())
                        .map(created -> List.of(created, Moderation.owns(created.room())));
        return change(by, made, () -> table.describe(spec.name()));
    }

    /** Creates it if there never was a room. */
    void createFirst(RoomSpec spec, String by) {
        if (reading(table::untouched)) {
            create(spec, by);
        }
    }

    Answer<Boolean> delete(String room, String by) {
        return change(by, () -> table.delete(room, by).map(List::of), () -> Answer.of(true));
    }

    Answer<RoomInfo> setTopic(String room, String topic, String by) {
        return changeOne(room, by, () -> table.topic(room, topic, by, clock.millis()));
    }

    /** Makes a lasting membership. */
    Answer<RoomInfo> join(String room, String nick) {
        return change(nick, () -> table.join(room, nick, clock.millis()), () -> table.describe(room));
    }

    /** Ends one. */
    Answer<RoomInfo> leave(String room, String nick) {
        return changeOne(room, nick, () -> table.leave(room, nick));
    }

    Answer<RoomInfo> describe(String room) {
        return reading(() -> table.describe(room));
    }

    /** As {@code nick} may see it. */
    Answer<RoomInfo> describe(String room, String nick) {
        return open(room, nick, Room::info);
    }

    private <T> Answer<T> open(String room, String nick, Function<Room, T> look) {
        return reading(() -> table.openTo(room, nick, clock.millis()).map(look));
    }

    List<RoomInfo> list(String after) {
        return reading(() -> table.list(after, PersonSession.PAGE, rules -> true));
    }

    List<RoomInfo> listFor(String after, String nick) {
        return reading(() -> table.list(after, PersonSession.PAGE, rules -> rules.listedFor(nick)));
    }

    Answer<List<MemberInfo>> members(String room, String nick) {
        return open(room, nick, Room::memberInfos);
    }

    Answer<Rules> rules(String room) {
        return reading(() -> table.rules(room));
    }

    /** As {@code nick} may see them. */
    Answer<Rules> rules(String room, String nick) {
        return reading(() -> table.openTo(room, nick, clock.millis()).then(open -> table.rules(room)));
    }

    /** What an owner or a moderator decides about a room, given the time in milliseconds. */
    @FunctionalInterface
    interface Decision {
        Answer<List<Mutation>> of(Moderation moderation, long now);
    }

    /** Carries a decision out; answers with the rules of the room after it. */
    Answer<Rules> decide(String room, String by, Decision decision) {
        return change(by, () -> decision.of(moderation, clock.millis()), () -> table.rules(room));
    }

    /** Tells hubs of what is not about a room. */
    void tell(String kind, String nick, String text) {
        reading(() -> {
            feed.add(kind, "", 0, nick, text);
            changed.signalAll();
            return true;
        });
    }

    Answer<List<String>> away(String room) {
        return reading(() -> table.away(room));
    }

    int rooms() {
        return reading(table::rooms);
    }

    /** Takes a hub's report; the hub tells the world, so no change and no event follows. */
    Answer<Boolean> report(long hub, List<Presence> report) {
        if (report.size() > HubSession.REPORT || report.stream().anyMatch(p -> Names.checkNick(p.nick()) != null)) {
            return Answer.refused(
                    Reason.BAD_FIELD, "A report has at most " + HubSession.REPORT + " entries, each of a valid nick.");
        }
        if (report.stream().noneMatch(Presence::left)) {
            return reading(() -> seated(hub, report));
        }
        writing.lock();
        try {
            List<Mutation> ends = reading(() -> report.stream()
                    .filter(Presence::left)
                    .map(p -> table.left(p.room(), p.nick()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList());
            if (!ends.isEmpty() && !closed) {
                store.write(ends);
            }
            return reading(() -> {
                ends.forEach(table::apply);
                return seated(hub, report);
            });
        } finally {
            writing.unlock();
        }
    }

    private Answer<Boolean> seated(long hub, List<Presence> report) {
        for (Presence p : report) {
            if (p.here()) {
                table.came(hub, p.room(), p.nick());
            } else {
                table.went(hub, p.room(), p.nick());
            }
        }
        return Answer.of(true);
    }

    /** A hub session is over: forgets its presence and ends its wait. */
    void ended(long hub, Follower follower) {
        reading(() -> {
            table.ended(hub);
            follower.turn++;
            changed.signalAll();
            return true;
        });
    }

    /** Ends a hub's wait, if it is waiting; it will ask again. */
    void wake(Follower follower) {
        reading(() -> {
            follower.turn++;
            changed.signalAll();
            return true;
        });
    }

    /** Waits for changes after a version. A later call of the same follower ends this one. */
    Changes changes(Follower follower, long after, int waitMillis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.min(waitMillis, HubSession.WAIT_MILLIS));
        state.lockInterruptibly();
        try {
            long mine = ++follower.turn;
            changed.signalAll();
            Changes found = feed.since(after);
            while (!found.lost() && found.list().isEmpty() && nanos > 0 && mine == follower.turn && !closed) {
                nanos = changed.awaitNanos(nanos);
                found = feed.since(after);
            }
            return found;
        } finally {
            state.unlock();
        }
    }

    /** Ends all waits, lets the write that is under way finish, closes the store. Later changes are refused. */
    @Override
    public void close() {
        writing.lock();
        try {
            reading(() -> {
                closed = true;
                changed.signalAll();
                return true;
            });
            store.close();
        } finally {
            writing.unlock();
        }
    }

    /** What of a mutation a hub has to know. */
    private record Line(String kind, RoomRecord room, String nick, String text) {}

    private record Told(String by) implements Mutation.Visitor<Line> {
        @Override
        public Line created(Mutation.Created m) {
            return new Line(Change.CREATED, m.room(), by, "");
        }

        @Override
        public Line deleted(Mutation.Deleted m) {
            return new Line(Change.DELETED, m.room(), by, "");
        }

        @Override
        public Line topicSet(Mutation.TopicSet m) {
            return new Line(Change.TOPIC, m.room(), by, m.topic());
        }

        @Override
        public Line joined(Mutation.Joined m) {
            return new Line(Change.JOINED, m.room(), m.nick(), "");
        }

        @Override
        public Line left(Mutation.Left m) {
            return new Line(Change.LEFT, m.room(), m.nick(), "");
        }

        @Override
        public Line ruled(Mutation.Ruled m) {
            return new Line(Change.RULED, m.room(), by, "");
        }

        @Override
        public Line stood(Mutation.Stood m) {
            return new Line(Change.RULED, m.room(), by, "");
        }

        @Override
        public Line expelled(Mutation.Expelled m) {
            return new Line(Change.EXPELLED, m.room(), m.nick(), m.text());
        }
    }
}
