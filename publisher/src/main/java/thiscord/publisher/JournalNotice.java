package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import thiscord.cli.Address;
import thiscord.link.GateTunnel;
import thiscord.protocol.event.Replay;

/**
 * Says what somebody has to know of the broker's journal who relies on each event being published once, also when processes are
 * restarted: whether it forgets with the broker's process which events it has, and that it did. For one thread at a time.
 */
final class JournalNotice implements Consumer<String> {
    private static final Logger LOG = System.getLogger("thiscord.publisher");

    private final Address door;
    private String before = "";

    JournalNotice(Address door) {
        this.door = GateTunnel.shown(door);
    }

    @Override
    public void accept(String journal) {
        if (journal.equals(before)) {
            return;
        }
        if (!before.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "publisher: broker " + door
                            + " has begun its numbering anew; what it had taken and not yet confirmed may"
                            + " be published twice");
        } else if (Replay.isInMemory(journal)) {
            LOG.log(
                    Level.WARNING,
                    "publisher: broker " + door + " keeps its journal in memory: if it is restarted in the middle of an"
                            + " event or a file, that may be published twice; 'thiscord broker --data DIR' prevents it");
        }
        before = journal;
    }
}
