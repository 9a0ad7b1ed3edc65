package thiscord.protocol.directory;

import java.io.Serializable;
import java.util.List;

/**
 * A page of changes.
 *
 * @param lost true if changes between the asked version and these are forgotten: look every room up anew
 * @param upTo ask for what comes after this one
 * @param list at most 1000, oldest first
 */
public record Changes(boolean lost, long upTo, List<Change> list) implements Serializable {
    public Changes {
        list = list == null ? List.of() : List.copyOf(list);
    }
}
