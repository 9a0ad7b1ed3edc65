package thiscord.protocol.directory;

import java.io.Serializable;
import java.util.List;

/**
 * What became of a {@link Decision}.
 *
 * @param lines for whoever decided: one that confirms it, or a list that was asked for; at most {@link #MOST}
 * @param noticed true if everybody in the room is told too
 */
public record Decided(List<String> lines, boolean noticed) implements Serializable {
    /** The most lines. */
    public static final int MOST = 1100;

    public Decided {
        lines = lines == null ? List.of() : List.copyOf(lines);
    }
}
