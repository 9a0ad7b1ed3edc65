package thiscord.hub.log;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A log with small journals that can be made unable to write, and started anew. Used by one thread. */
public final class TroubledLog implements AutoCloseable {
    private final Path folder;
    private volatile boolean suffers;
    private volatile Connection connection;
    private MessageLog log;

    public TroubledLog(Path folder) {
        this.folder = folder;
        this.log = start();
    }

    private MessageLog start() {
        LogTuning s = LogTuning.STANDARD;
        return MessageLog.start(
                folder,
                Durability.PROCESS,
                new LogTuning(
                        3000,
                        s.queueBytes(),
                        5,
                        s.recentMessages(),
                        s.recentMillis(),
                        s.mail(),
                        s.clock(),
                        this::connected));
    }

    private void connected(Connection opened) throws SQLException {
        connection = opened;
        LogSchema.run(opened, "pragma query_only = " + suffers);
    }

    public MessageLog log() {
        return log;
    }

    /** From now on nothing can be written, or all can. */
    public void suffer(boolean now) {
        suffers = now;
        log.run(() -> {
            try {
                connected(connection);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Stops, and starts as a new process would. */
    public void restart() {
        log.close();
        suffers = false;
        log = start();
    }

    @Override
    public void close() {
        log.close();
    }
}
