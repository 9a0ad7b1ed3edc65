package thiscord.rooms;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.directory.AuditLine;
import thiscord.publisher.DurableEvents;

/** Where rooms and lasting memberships outlive the process. One owner, used by one thread at a time. */
interface RoomStore extends AutoCloseable {
    /** The highest room id that was ever stored, 0 if none. */
    long lastId();

    /** The random id that these rooms got when they were first stored. */
    String house();

    /** Tells all that is stored, as mutations of an empty table: each room before its members. */
    void load(Consumer<Mutation> table);

    /**
     * Stores all of them or none; they are on disk when it returns.
     *
     * @throws StoreFailure if they could not be stored
     */
    void write(List<Mutation> mutations);

    /** The same, with what of it belongs in the audit log; {@code by} null for nothing. */
    void write(List<Mutation> mutations, @Nullable Who by, long at);

    /** The same, with events of it, which are kept until the broker has confirmed them. */
    void write(List<Mutation> mutations, @Nullable Who by, long at, List<DurableEvents.Ready> events);

    /** Tries again to overwrite what was erased, if that is still owed. To be called every second or so. */
    void settle();

    /** What the audit log has of that. */
    List<AuditLine> audit(AuditLog.Question question);

    /** The invitations; they are changed by {@link #write} alone. */
    StoredInvitations invitations();

    @Override
    void close();

    /** The store can not be read or written. */
    final class StoreFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoreFailure(String what, Throwable why) {
            super(what + ": " + why.getMessage(), why);
        }
    }
}
