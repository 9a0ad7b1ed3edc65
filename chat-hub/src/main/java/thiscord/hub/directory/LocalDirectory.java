package thiscord.hub.directory;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.rules.RoomRules;

/** The rooms of a hub that runs without a room service: in memory, gone with the hub. Answers at once. */
public final class LocalDirectory implements RoomDirectory {
    private static final int PAGE = 200;

    private final ConcurrentNavigableMap<String, RoomCard> rooms = new ConcurrentSkipListMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final int maxRooms;
    private final String house = UUID.randomUUID().toString();

    /** @param maxRooms how many rooms there may be */
    public LocalDirectory(int maxRooms) {
        this.maxRooms = maxRooms;
    }

    @Override
    public CompletionStage<Answer<RoomCard>> find(String name) {
        RoomCard card = rooms.get(Names.key(name));
        return done(card == null ? unknown(name) : Answer.of(card));
    }

    @Override
    public CompletionStage<Answer<RoomCard>> findAnew(String name) {
        return find(name);
    }

    private static <T> Answer<T> unknown(String name) {
        return Answer.refused(Reason.NO_SUCH_ROOM, "There is no room '" + name + "'. /rooms lists them.");
    }

    @Override
    public CompletionStage<Answer<RoomCard>> create(String name, String keeps, String nick) {
        Refusal wrong = Names.checkRoom(name);
        Keeps kept = keeps.isEmpty() ? Keeps.NOTHING : Keeps.parse(keeps);
        if (wrong != null) {
            return done(Answer.refused(wrong));
        }
        if (kept == null || kept.history()) {
            return done(Answer.refused(Reason.NOT_SUPPORTED, "Without a room service a room keeps nothing."));
        }
        if (rooms.size() >= maxRooms) {
            return done(Answer.refused(Reason.TOO_MANY_ROOMS, "There are " + maxRooms + " rooms, which is the most."));
        }
        RoomCard card = new RoomCard(ids.incrementAndGet(), name, "", kept, 0, RoomRules.open(name));
        RoomCard before = rooms.putIfAbsent(Names.key(name), card);
        return done(
                before == null
                        ? Answer.of(card)
                        : Answer.refused(Reason.ROOM_EXISTS, "There is a room '" + before.name() + "'. /join it."));
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> list(String after) {
        return done(Answer.of(rooms.tailMap(Names.key(after), false).values().stream()
                .limit(PAGE)
                .toList()));
    }

    @Override
    public CompletionStage<Answer<List<RoomCard>>> listFor(String after, String nick) {
        return list(after);
    }

    /** A house of its own, which does not outlive it. */
    @Override
    public CompletionStage<Answer<String>> house() {
        return done(Answer.of(house));
    }

    @Override
    public CompletionStage<Answer<RoomCard>> setTopic(String room, String topic, String nick) {
        RoomCard card = rooms.computeIfPresent(
                Names.key(room), (k, c) -> new RoomCard(c.id(), c.name(), topic, c.keeps(), c.members(), c.rules()));
        return done(card == null ? unknown(room) : Answer.of(card));
    }

    @Override
    public CompletionStage<Answer<Decided>> decide(Decision decision) {
        return done(Answer.refused(
                Reason.NOT_SUPPORTED, "Without a room service nobody owns a room, and nothing is decided in it."));
    }

    @Override
    public CompletionStage<Answer<List<String>>> away(String room) {
        return done(Answer.of(List.of()));
    }

    @Override
    public void report(String room, String nick, boolean here, boolean meant) {
        // Nobody else asks who is in a room.
    }

    @Override
    public void follow(Follower follower) {
        // Nobody else changes a room.
    }

    @Override
    public void close() {
        rooms.clear();
    }

    private static <T> CompletionStage<Answer<T>> done(Answer<T> answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
