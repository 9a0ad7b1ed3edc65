package thiscord.hub;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.DataFolder;
import thiscord.cli.Failure;
import thiscord.hub.board.KeptBoards;
import thiscord.hub.log.LogOutbox;
import thiscord.hub.log.MailLimits;
import thiscord.hub.log.MailLog;
import thiscord.hub.log.MessageLog;
import thiscord.publisher.DurablePublisher;

/** The hub's data folder, and the log and the boards in it; all null for a hub that keeps nothing. */
record Kept(
        @Nullable DataFolder folder,
        @Nullable MessageLog log,
        @Nullable KeptBoards boards) implements AutoCloseable {
    /** @throws Failure if the folder or the log can not be used */
    static Kept open(HubSettings settings) {
        Path data = settings.data();
        if (data == null) {
            return new Kept(null, null, null);
        }
        DataFolder folder = DataFolder.take(data, "hub");
        KeptBoards boards = null;
        try {
            boards = KeptBoards.open(data);
            return new Kept(
                    folder,
                    MessageLog.start(
                            data,
                            settings.durability(),
                            MailLimits.DEFAULT.withAge(settings.mailAge()),
                            settings.storage()),
                    boards);
        } catch (Failure e) {
            if (boards != null) {
                boards.close();
            }
            folder.close();
            throw e;
        }
    }

    /** What waits for nicks that nobody wears; null if nothing may. */
    @Nullable
    MailLog mail() {
        return log == null ? null : log.mail();
    }

    /** See {@link MailLog#dropped}. */
    long mailDropped() {
        MailLog mail = mail();
        return mail == null ? 0 : mail.dropped();
    }

    /** Publishes what is said in rooms that keep history, from the log; null if there is none. */
    @Nullable
    DurablePublisher publishTo(Address broker, LogOutbox.Encoder encoder, Supplier<@Nullable String> hubSecret) {
        if (log == null) {
            return null;
        }
        DurablePublisher publisher = DurablePublisher.connect(broker, log.outbox(), hubSecret);
        log.outbox().start(encoder, publisher::wake);
        return publisher;
    }

    @Override
    public void close() {
        if (boards != null) {
            boards.close();
        }
        if (log != null) {
            log.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
