package thiscord.hub.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import thiscord.hub.board.HeldBoard;
import thiscord.hub.board.KeptBoards;
import thiscord.hub.board.RoomBoard;
import thiscord.hub.fanout.FanOut;
import thiscord.hub.fanout.Loop;
import thiscord.hub.log.RoomLogs;
import thiscord.hub.processing.Chains;
import thiscord.protocol.Dialect;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * The rooms that this hub has opened, by key. Thread-safe. A room stays open, with what its ring holds, until it ends;
 * when there are as many as allowed, an empty one makes place.
 */
public final class ActiveRooms {
    private final ConcurrentMap<String, ActiveRoom> open = new ConcurrentHashMap<>();
    private final Loop[] loops;
    private final Dialect[] dialects;
    private final Limits limits;
    private final RoomObserver observer;
    private final @Nullable MentionObserver mentioned;
    private final Chains chains;
    private final Executor[] onLoops;
    private final RoomLogs rings;
    private final @Nullable RoomLogs kept;
    private final @Nullable KeptBoards boards;

    /**
     * @param rings for rooms that keep nothing
     * @param kept for the others, or null if there can be none
     * @param boards of rooms that keep history; null if they are in memory like those of the others
     * @param mentioned null if nobody wants to know
     * @param chains which processors rooms have
     */
    public ActiveRooms(
            Loop[] loops,
            Dialect[] dialects,
            Limits limits,
            RoomLogs rings,
            @Nullable RoomLogs kept,
            @Nullable KeptBoards boards,
            RoomObserver observer,
            @Nullable MentionObserver mentioned,
            Chains chains) {
        this.mentioned = mentioned;
        this.chains = chains;
        this.loops = loops.clone();
        this.dialects = dialects.clone();
        this.limits = limits;
        this.rings = rings;
        this.kept = kept;
        this.boards = boards;
        this.observer = observer;
        this.onLoops = new Executor[loops.length];
        for (int i = 0; i < loops.length; i++) {
            onLoops[i] = loops[i]::post;
        }
    }

    /** The open room of that name, or null. */
    public @Nullable ActiveRoom find(String name) {
        return open.get(Names.key(name));
    }

    /** Why such a room can not be opened here, or null. */
    public @Nullable Refusal refuses(Keeps keeps) {
        return kept != null || !keeps.history()
                ? null
                : new Refusal(
                        Reason.NOT_SUPPORTED,
                        "This server has no data folder (see --data), so it opens no room that keeps history.");
    }

    /** Opens a room on a loop unless it is open; only one that is not refused; null if there are as many as allowed and nobody's is empty. */
    public @Nullable ActiveRoom open(RoomCard card, Loop home) {
        String key = Names.key(card.name());
        if (!open.containsKey(key) && open.size() >= limits.rooms() && !makePlace()) {
            return null;
        }
        FanOut fanOut = new FanOut(loops, dialects);
        Executor onLoop = onLoops[home.index()];
        RoomBoard board =
                boards == null || !card.keeps().history() ? new HeldBoard() : boards.of(card.id(), card.name(), onLoop);
        ActiveRoom room = new ActiveRoom(
                card,
                limits.membersPerRoom(),
                home,
                fanOut,
                observer,
                mentioned,
                board,
                chains,
                failed -> open.remove(key, failed));
        ActiveRoom before = open.putIfAbsent(key, room);
        if (before != null) {
            return before;
        }
        RoomLogs logs = card.keeps().history() ? Objects.requireNonNull(kept, "refused") : rings;
        room.open(logs, onLoop);
        // They may have changed before it was found among the open ones.
        room.passAnew();
        return room;
    }

    /** Has all that are open look which processors they have now. */
    public void passAnew() {
        open.values().forEach(ActiveRoom::passAnew);
    }

    /** The rooms of which this hub keeps messages or a board, open or not. */
    public CompletionStage<RoomLogs.Kept> kept() {
        return boards == null ? logs().kept() : logs().kept().thenCombine(boards.kept(), ActiveRooms::both);
    }

    private static RoomLogs.Kept both(RoomLogs.Kept logs, Map<Long, String> boards) {
        Map<Long, String> names = new HashMap<>(boards);
        names.putAll(logs.names());
        return new RoomLogs.Kept(logs.house(), names);
    }

    /** See {@link RoomLogs#belongTo}. */
    public void belongTo(String house) {
        logs().belongTo(house);
    }

    private RoomLogs logs() {
        return kept == null ? rings : kept;
    }

    /** Erases what was said in a room that does not exist any more, and its board, whether it is open or not. */
    public void erase(long id) {
        if (boards != null) {
            boards.erase(id);
        }
        if (kept != null) {
            kept.erase(id);
        }
    }

    /** Ends a room: its members are told why, its messages are gone. */
    public void close(ActiveRoom room, String why) {
        if (open.remove(Names.key(room.name()), room)) {
            room.close(why);
        }
    }

    /** Ends a room that does not exist any more: as {@link #close}, and nothing is told of it from then on. */
    public void end(ActiveRoom room, String why) {
        if (open.remove(Names.key(room.name()), room)) {
            room.end(why);
        }
    }

    /** All that are open, in no order. */
    public List<ActiveRoom> all() {
        return new ArrayList<>(open.values());
    }

    private boolean makePlace() {
        for (ActiveRoom room : open.values()) {
            if (room.opened() && room.size() == 0) {
                close(room, "The server made place for another room; join again.");
                return true;
            }
        }
        return false;
    }
}
