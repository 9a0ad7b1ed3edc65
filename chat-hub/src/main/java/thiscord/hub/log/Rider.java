package thiscord.hub.log;

import java.sql.SQLException;
import thiscord.protocol.Refusal;

/** Something beside messages that is stored in the same commit as they are. All methods on the writer's thread. */
interface Rider {
    /** What it counts for among what waits for the writer, in bytes. */
    int cost();

    /** False if it is not to be stored; it has told so then. Else exactly one of {@link #stored} and {@link #failed}. */
    boolean boards();

    /** Writes it, inside the commit's transaction. */
    void write(LogFile file) throws SQLException;

    /** The commit was done. */
    void stored();

    /** Nothing of it is stored. */
    void failed(Refusal why);
}
