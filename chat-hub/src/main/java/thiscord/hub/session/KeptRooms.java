package thiscord.hub.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import thiscord.hub.directory.Answer;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Names;

/**
 * Compares the rooms of which messages are kept with those that there are, and erases what was said in rooms that were
 * deleted while nobody told this hub. If not one of them is known, this is taken for another room service than the one
 * that they are of, and nothing is erased. Never blocks; works on threads of the directory and the log.
 */
record KeptRooms(ActiveRooms rooms, RoomDirectory directory) {
    private static final Logger LOG = System.getLogger("thiscord.hub");

    void compare() {
        // Which are kept first: what is made meanwhile is not among them.
        rooms.kept().thenAccept(kept -> {
            if (!kept.isEmpty()) {
                known("", new HashMap<>()).thenAccept(known -> compare(kept, known));
            }
        });
    }

    private CompletionStage<Map<Long, String>> known(String after, Map<Long, String> soFar) {
        return directory.list(after).thenCompose(page -> more(page, soFar));
    }

    /** An incomplete list is none: the stage then does not complete. */
    private CompletionStage<Map<Long, String>> more(Answer<List<RoomCard>> page, Map<Long, String> soFar) {
        if (page.refusal() != null) {
            return new CompletableFuture<>();
        }
        List<RoomCard> cards = page.value();
        cards.forEach(card -> soFar.put(card.id(), Names.key(card.name())));
        return cards.isEmpty()
                ? CompletableFuture.completedFuture(soFar)
                : known(cards.get(cards.size() - 1).name(), soFar);
    }

    private void compare(Map<Long, String> kept, Map<Long, String> known) {
        List<Long> gone = kept.keySet().stream()
                .filter(id -> !Names.key(kept.getOrDefault(id, "")).equals(known.get(id)))
                .toList();
        if (gone.size() < kept.size()) {
            gone.forEach(rooms::erase);
        } else {
            LOG.log(
                    Level.WARNING,
                    () -> "hub: the room service knows none of the " + kept.size()
                            + " rooms whose messages are kept here;"
                            + " they stay until it knows one of them, see --data and --registry");
        }
    }
}
