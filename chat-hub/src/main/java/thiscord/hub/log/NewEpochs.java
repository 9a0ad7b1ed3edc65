package thiscord.hub.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Begins a new epoch in every room of a log that was set back to an earlier state. The numbers that were given since then
 * will be given again, to other messages; whoever has read up to one of them learns by the epoch that it means nothing.
 */
public final class NewEpochs {
    private NewEpochs() {}

    /**
     * Refuses a log with other tables, or other columns, than this program makes.
     *
     * @throws IOException if it is such a one, or cannot be read; nothing was written to it
     */
    public static void refuseForeign(Path folder) throws IOException {
        Path file = folder.resolve(LogSchema.FILE);
        if (!Files.exists(file)) {
            return;
        }
        try (Connection sql = LogSchema.connectToLook(file)) {
            LogSchema.refuseForeign(sql);
        } catch (SQLException e) {
            throw new IOException(LogSchema.FILE + " in it cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * To be called before anybody uses the folder; does nothing if there is no log in it.
     *
     * @throws IOException if the log is not ours, of a newer version, or can not be written
     */
    public static void begin(Path folder) throws IOException {
        Path file = folder.resolve(LogSchema.FILE);
        if (!Files.exists(file)) {
            return;
        }
        try (Connection sql = LogSchema.connect(file, Durability.POWER)) {
            if (LogSchema.known(sql) > 0) {
                LogSchema.run(sql, "update room set epoch = lower(hex(randomblob(16)))");
            }
            if (LogSchema.known(sql) >= LogSchema.WITH_OUTBOX) {
                // What had not been published then may have been since, under the numbers of the epoch that ends here.
                LogSchema.run(sql, "delete from outbox");
            }
        } catch (SQLException e) {
            throw new IOException(LogSchema.FILE + " in it cannot be used: " + e.getMessage(), e);
        }
    }
}
