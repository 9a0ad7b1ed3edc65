package thiscord.hub.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/**
 * Numbers of the log that tests change.
 *
 * @param journalBytes when a journal is full and the other is used
 * @param queueBytes how much may wait for the writer
 * @param tickMillis how often the writer looks after the file, and trims
 * @param recentMessages how many messages an opening looks through for resent ones
 * @param recentMillis how far back it looks
 * @param mail how much mail may wait
 * @param storage how much rooms may keep
 * @param clock milliseconds since 1970 UTC
 * @param onConnect sees each connection of the writer before it is used
 */
record LogTuning(
        int journalBytes,
        int queueBytes,
        long tickMillis,
        int recentMessages,
        long recentMillis,
        MailLimits mail,
        StorageLimits storage,
        LongSupplier clock,
        OnConnect onConnect) {
    static final LogTuning STANDARD = new LogTuning(
            2 << 20,
            16 << 20,
            1000,
            RoomLogs.RECENT_MESSAGES,
            RoomLogs.RECENT_MILLIS,
            MailLimits.DEFAULT,
            StorageLimits.DEFAULT,
            System::currentTimeMillis,
            c -> {
                // As it comes.
            });

    /** With the usual limits to what rooms keep. */
    LogTuning(
            int journalBytes,
            int queueBytes,
            long tickMillis,
            int recentMessages,
            long recentMillis,
            MailLimits mail,
            LongSupplier clock,
            OnConnect onConnect) {
        this(
                journalBytes,
                queueBytes,
                tickMillis,
                recentMessages,
                recentMillis,
                mail,
                StorageLimits.DEFAULT,
                clock,
                onConnect);
    }

    /** The same with other limits of mail, and of what rooms keep. */
    LogTuning with(MailLimits letters, StorageLimits rooms) {
        return new LogTuning(
                journalBytes, queueBytes, tickMillis, recentMessages, recentMillis, letters, rooms, clock, onConnect);
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    interface OnConnect {
        void accept(Connection connection) throws SQLException;
    }
}
