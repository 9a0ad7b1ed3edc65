package thiscord.protocol.directory;

import java.io.Serializable;
import java.util.List;

/**
 * A room with all that was decided about people in it.
 *
 * @param standings at most {@link #MOST}, sorted by key
 */
public record Rules(RoomInfo room, List<Standing> standings) implements Serializable {
    /** The most people about whom something may be decided in one room. */
    public static final int MOST = 1000;

    public Rules {
        standings = standings == null ? List.of() : List.copyOf(standings);
    }
}
