package thiscord.launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Content;
import thiscord.ctl.door.HandedFiles;
import thiscord.ctl.door.Visit;
import thiscord.hub.RoomExport;
import thiscord.hub.backup.Backup;
import thiscord.hub.log.StoredMessages;
import thiscord.hub.log.StoredRoom;

/**
 * What {@code up} hands over at its local door as files: exports and backups, made as the commands of these names make them,
 * from the files, beside the hub that writes them. Thread-safe.
 */
final class Handing {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path data;
    private final HandedFiles files;
    private final AtomicBoolean backingUp = new AtomicBoolean();

    Handing(Path data, HandedFiles files) {
        this.data = data;
        this.files = files;
    }

    HandedFiles files() {
        return files;
    }

    /**
     * What a room keeps.
     *
     * @param form {@code text} or {@code json}
     */
    Answer export(String room, String form, Visit visit) {
        boolean json = form.equals("json");
        if (!json && !form.equals("text")) {
            return Answer.refused("bad_request", "The form is text or json.");
        }
        try (StoredMessages stored = StoredMessages.open(data)) {
            StoredRoom found = stored.find(room);
            RoomExport export = new RoomExport(stored, found);
            return files.hand(
                    visit,
                    new Content(
                            "export",
                            0,
                            (to, scratch) -> written(export, found, json, to),
                            () -> RoomExport.isThere(data, found)));
        } catch (Failure e) {
            return Answer.refused(
                    e.exitCode() == ExitCode.UNEXPECTED ? "not_found" : "failed", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, ?> written(RoomExport export, StoredRoom room, boolean json, OutputStream to)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(to, BUFFER_BYTES);
        export.write(json, 0, Long.MIN_VALUE, buffered);
        buffered.flush();
        return Map.of("room", room.name(), "messages", export.messages(), "missed", export.missed());
    }

    /** A copy of the data folder; one at a time is made. */
    Answer backup(Visit visit) {
        if (!backingUp.compareAndSet(false, true)) {
            return Answer.refused("busy", "A backup is being made; try again when it is done.");
        }
        try {
            return files.hand(
                    visit,
                    new Content(
                            "zip",
                            Backup.mostCopied(data),
                            (to, scratch) -> Map.of("files", Backup.write(data, scratch, to)),
                            () -> true));
        } catch (IOException e) {
            return Answer.refused("failed", "No backup was made: " + Failure.why(e) + ".");
        } finally {
            backingUp.set(false);
        }
    }
}
