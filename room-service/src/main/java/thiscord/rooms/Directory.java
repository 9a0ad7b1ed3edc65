package thiscord.rooms;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.people.Invitation;
import thiscord.rooms.RoomStore.StoreFailure;

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
    private final Decisions decisions;
    private final Inviting inviting;
    private final ChangeFeed feed;
    private final RoomStore store;
    private final RoomEvents events;
    final ActivityLog activity = new ActivityLog(System::nanoTime);
    private final Clock clock;
    private boolean closed;

    /** Loads what is stored; from then on it owns table and store. */
    Directory(RoomTable table, ChangeFeed feed, RoomStore store, RoomEvents events, Clock clock) {
        this.table = table;
        this.moderation = new Moderation(table);
        this.decisions = new Decisions(table, moderation);
        this.inviting = new Inviting(table, moderation);
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

    /** With nothing changed by others from what is looked up in the store to what is written there. */
    private <T> T alone(Supplier<T> body) {
        writing.lock();
        try {
            return body.get();
        } finally {
            writing.unlock();
        }
    }

    /** Decides, stores, applies, tells; answers with what is found then. */
    <T> Answer<T> change(Who by, Supplier<Answer<List<Mutation>>> decide, Function<List<Mutation>, Answer<T>> then) {
        return alone(() -> reading(decide).then(mutations -> {
            if (closed) {
                return Answer.refused(Reason.SHUTTING_DOWN, "The room service is stopping.");
            }
            if (!mutations.isEmpty()) {
                store.write(mutations, by, clock.millis(), events.lasting(mutations, by.nick()));
            }
            Answer<T> now = reading(() -> {
                mutations.forEach(mutation -> applied(mutation, by));
                return then.apply(mutations);
            });
            events.told(mutations, by.nick());
            mutations.forEach(mutation -> activity.changed(mutation, by));
            return now;
        }));
    }

    private Answer<RoomInfo> changeOne(String room, Who by, Supplier<Answer<Mutation>> decide) {
        return change(by, () -> decide.get().map(List::of), done -> table.describe(room));
    }

    private void applied(Mutation mutation, Who by) {
        table.apply(mutation);
        feed.add(mutation, by);
        changed.signalAll();
    }

    Answer<RoomInfo> create(RoomSpec spec, Who by) {
        Supplier<Answer<List<Mutation>>> made = () -> table.create(spec, by, clock.millis())
                .map(created -> List.of(created, Moderation.owns(created.room())));
        return change(by, made, done -> table.describe(spec.name()));
    }

    /** Creates it if there never was a room. */
    void createFirst(RoomSpec spec, Who by) {
        if (reading(table::untouched)) {
            create(spec, by);
        }
    }

    Answer<Boolean> delete(String room, Who by) {
        return change(by, () -> table.delete(room, by.nick()).map(List::of), done -> Answer.of(true));
    }

    Answer<RoomInfo> setTopic(String room, String topic, Who by) {
        return changeOne(room, by, () -> table.topic(room, topic, by, clock.millis()));
    }

    /** Makes a lasting membership, which {@link #leave} ends. */
    Answer<RoomInfo> join(String room, Who who) {
        return change(
                who, () -> table.join(room, who.nick(), who.from(), clock.millis()), done -> table.describe(room));
    }

    Answer<RoomInfo> leave(String room, Who who) {
        return changeOne(room, who, () -> table.leave(room, who.nick()));
    }

    /**
     * Ends the rooms whose lifetime is over, and warns in those that end soon. To be called every second or so.
     *
     * @throws StoreFailure what was first to fail; it held up no other room and is tried again by the next call
     */
    void passTime() {
        alone(() -> {
            if (!closed) {
                store.settle();
            }
            return true;
        });
        StoreFailure first = null;
        for (long id : reading(() -> table.passed(clock.millis()))) {
            try {
                change(Who.SERVICE, () -> Answer.of(table.passed(id, clock.millis())), done -> Answer.of(true));
            } catch (StoreFailure e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    Answer<RoomInfo> describe(String room) {
        return reading(() -> table.describe(room));
    }

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

    Answer<Rules> rules(String room, String nick) {
        return reading(() -> table.openTo(room, nick, clock.millis()).then(open -> table.rulesFor(room, nick)));
    }

    /** What an owner or a moderator decides about a room, given the time in milliseconds. */
    @FunctionalInterface
    interface Deciding {
        Answer<List<Mutation>> of(Moderation moderation, long now);
    }

    /** Carries a decision out; answers with the rules of the room after it. */
    Answer<Rules> decide(String room, Who by, Deciding deciding) {
        return change(by, () -> deciding.of(moderation, clock.millis()), done -> table.rulesFor(room, by.nick()));
    }

    /** Carries out what somebody wrote; {@link Decision#by} decides. */
    Answer<Decided> decide(Decision decision, String from) {
        return change(
                new Who(decision.by(), from),
                () -> decisions.decide(decision, clock.millis()),
                done -> decisions.confirm(decision, done, clock.millis()));
    }

    /** What the audit log has of a room, or with an empty name of all that {@code nick} moderates. */
    Answer<List<AuditLine>> audit(String room, String nick, long before, long since) {
        return reading(() -> room.isEmpty()
                        ? Answer.of(table.moderatedBy(nick, clock.millis()))
                        : table.moderated(room, nick, clock.millis()))
                .map(rooms -> store.audit(
                        new AuditLog.Question(rooms, room.isEmpty() ? nick : "", before, since, PersonSession.PAGE)));
    }

    /** Makes an invitation; the answer alone has the secret. */
    Answer<InvitationInfo> makeInvitation(Inviting.Wanted wanted, Who by) {
        String secret = Invitation.newSecret();
        return alone(() -> {
            long now = clock.millis();
            long id = store.invitations().nextId();
            int holding = invitations(wanted.room(), now).size();
            return change(
                    by,
                    () -> inviting.make(wanted, Invitation.hashOf(secret), id, holding, by.nick(), now),
                    done -> Answer.of(
                            ((Mutation.Invited) done.get(0)).invitation().info(wanted.room(), secret)));
        });
    }

    /** Those that hold, whoever asks; none for a room that there is not. */
    private List<StoredInvitation> invitations(String room, long now) {
        Answer<RoomInfo> found = describe(room);
        return found.refusal() == null ? store.invitations().of(found.value().id(), now) : List.of();
    }

    /** The invitations that hold, for whoever may invite. */
    Answer<List<InvitationInfo>> invitations(String room, String nick) {
        long now = clock.millis();
        return reading(() -> inviting.inviter(room, "", nick, now).map(Room::info))
                .map(info -> store.invitations().of(info.id(), now).stream()
                        .map(one -> one.info(info.name(), ""))
                        .toList());
    }

    Answer<Boolean> revokeInvitation(String room, long id, Who by) {
        return alone(() -> {
            long now = clock.millis();
            StoredInvitation found = invitations(room, now).stream()
                    .filter(one -> one.id() == id)
                    .findFirst()
                    .orElse(null);
            return change(by, () -> inviting.revoke(room, found, by.nick(), now), done -> Answer.of(true));
        });
    }

    /**
     * Lets somebody come by an invitation; answers with its room.
     *
     * @param stranger see {@link HubSession#redeem}
     */
    Answer<RoomInfo> redeem(String secret, Who who, boolean stranger) {
        return alone(() -> {
            StoredInvitation found = store.invitations().find(Invitation.hashOf(secret));
            boolean again = found != null && store.invitations().redeemed(found.id(), who.nick());
            return change(
                    who,
                    () -> inviting.redeem(found, who.nick(), again, stranger, clock.millis()),
                    done -> Answer.of(Objects.requireNonNull(
                                    table.byId(Objects.requireNonNull(found).roomId()))
                            .info()));
        });
    }

    /** Tells hubs of what is not about a room. */
    void tell(String kind, long account, String nick, String text) {
        reading(() -> {
            feed.add(kind, "", account, nick, text);
            changed.signalAll();
            return true;
        });
    }

    Answer<List<String>> away(String room) {
        return reading(() -> table.away(room));
    }

    Set<String> names() {
        return reading(table::names);
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
        return alone(() -> {
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
        });
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
            wake(follower);
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
        alone(() -> {
            reading(() -> {
                closed = true;
                changed.signalAll();
                return true;
            });
            store.close();
            return true;
        });
    }
}
