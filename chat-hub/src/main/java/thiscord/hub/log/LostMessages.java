package thiscord.hub.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Finds at the start what a log has lost: its numbers will be given again, so the rooms begin a new epoch. */
final class LostMessages {
    private static final Logger LOG = System.getLogger("thiscord.hub");

    private LostMessages() {}

    /**
     * Compares the log with what was acknowledged, says in one line what is lost, and begins new epochs. Afterwards both agree.
     *
     * @param shelves what the log has, by the room's id
     */
    static void find(Path path, AcknowledgedFile acknowledged, LogFile file, Map<Long, Shelf> shelves)
            throws SQLException {
        long messages = 0;
        int rooms = 0;
        for (Map.Entry<Long, Long> seen : acknowledged.seqs().entrySet()) {
            Shelf shelf = shelves.get(seen.getKey());
            long last = shelf == null ? 0 : shelf.last();
            if (shelf == null) {
                acknowledged.remove(seen.getKey());
            }
            if (last < seen.getValue() && (shelf == null || !shelf.gone)) {
                messages += seen.getValue() - last;
                rooms++;
                if (shelf != null) {
                    file.beginEpoch(shelf, UUID.randomUUID().toString());
                }
            }
        }
        for (Shelf shelf : shelves.values()) {
            if (shelf.last() > 0 && !shelf.gone) {
                acknowledged.reached(shelf.id, shelf.last());
            } else {
                acknowledged.remove(shelf.id);
            }
        }
        acknowledged.write();
        if (rooms > 0) {
            LOG.log(
                    Level.WARNING,
                    "hub: " + path + " lacks " + messages + " messages of " + rooms
                            + " rooms that were seen before: it, or its WAL, was damaged, removed or set back; these rooms"
                            + " go on in a new epoch; if you have the files, stop the hub and put them back");
        }
    }
}
