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
import thiscord.hub.log.RoomLogs.Kept;
import thiscord.hub.room.ActiveRooms;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Names;

/**
 * Compares the rooms of which messages are kept with those that there are, and erases what was said in rooms that were
 * deleted while nobody told this hub. What is kept of another house's rooms is left alone. Never blocks; works on threads of
 * the directory and the log.
 */
record KeptRooms(ActiveRooms rooms, RoomDirectory directory) {
    private static final Logger LOG = System.getLogger("thiscord.hub");

    /** Erases a room that was deleted, if that house's rooms are those of which messages are kept. */
    void erase(String house, long id) {
        rooms.kept().thenAccept(kept -> {
            if (kept.house().equals(house)) {
                rooms.erase(id);
            }
        });
    }

    void compare() {
        // Which are kept first: what is made meanwhile is not among them.
        rooms.kept()
                .thenAccept(kept -> directory.house().thenAccept(house -> {
                    if (house.refusal() == null) {
                        compare(kept, house.value());
                    }
                }));
    }

    private void compare(Kept kept, String house) {
        if (kept.names().isEmpty() && !kept.house().equals(house)) {
            rooms.belongTo(house);
        } else if (!kept.names().isEmpty()) {
            known("", new HashMap<>()).thenAccept(known -> compare(kept, house, known));
        }
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

    private void compare(Kept kept, String house, Map<Long, String> known) {
        List<Long> gone = kept.names().entrySet().stream()
                .filter(one -> !Names.key(one.getValue()).equals(known.get(one.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        // Who kept messages before it was written down whose they are knows them by one room that is still there.
        boolean adopted = kept.house().isEmpty() && gone.size() < kept.names().size();
        if (adopted) {
            rooms.belongTo(house);
        }
        if (adopted || kept.house().equals(house)) {
            gone.forEach(rooms::erase);
        } else {
            LOG.log(
                    Level.WARNING,
                    () -> "hub: the messages kept here are of another room service's rooms (" + gone.size()
                            + " of them unknown to this one) and stay; put back the room service's data, or move"
                            + " messages.db away, see --data and --registry");
        }
    }
}
