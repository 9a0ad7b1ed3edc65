package thiscord.hub.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Sees whether rooms keep as much as they may. {@link #look} is for the writer; the rest may be called from any thread. */
final class StorageMeter {
    private static final Logger LOG = System.getLogger("thiscord.hub");

    private static final Refusal ROOM_FULL = new Refusal(
            Reason.LOG_FULL, "This room keeps as much as it may; an owner can make it keep less, or delete it.");
    private static final Refusal ALL_FULL = new Refusal(
            Reason.LOG_FULL, "The rooms of this server keep as much as they may; tell who runs it, or delete a room.");
    private static final Refusal DISK_FULL =
            new Refusal(Reason.LOG_FULL, "The disk of this server is almost full; tell who runs it, or delete a room.");

    private final Path file;
    private final StorageLimits limits;
    private volatile @Nullable Refusal full;

    StorageMeter(Path file, StorageLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** Measures. */
    void look(Collection<Shelf> shelves) throws IOException {
        Refusal before = full;
        long kept = shelves.stream().mapToLong(Shelf::bytes).sum();
        Refusal now = limits.bytes() > 0 && kept >= limits.bytes()
                ? ALL_FULL
                : limits.freeBytes() > 0 && Files.getFileStore(file).getUsableSpace() < limits.freeBytes()
                        ? DISK_FULL
                        : null;
        full = now;
        if (now != before) {
            String why = now == null
                    ? "hub: messages are taken again"
                    : now == ALL_FULL
                            ? "hub: rooms keep " + kept
                                    + " bytes, which is the most; nothing more is kept until rooms are"
                                    + " deleted or --keep-mib is raised"
                            : "hub: fewer than " + limits.freeBytes() + " bytes are free beside " + file
                                    + "; nothing more is kept until there are, see --keep-free-mib";
            LOG.log(now == null ? Level.INFO : Level.WARNING, why);
        }
    }

    /** Why nothing more may be kept, or null. */
    @Nullable
    Refusal refuses() {
        return full;
    }

    /** The same for one room. */
    @Nullable
    Refusal refuses(Shelf shelf) {
        Refusal all = full;
        return all == null && limits.roomBytes() > 0 && shelf.bytes() >= limits.roomBytes() ? ROOM_FULL : all;
    }
}
