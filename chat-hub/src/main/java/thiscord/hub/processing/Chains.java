package thiscord.hub.processing;

import org.jspecify.annotations.Nullable;

/** Which processors the messages of rooms pass. Thread-safe. */
@FunctionalInterface
public interface Chains {
    /** The chain of the room of that name, or null. */
    @Nullable
    Chain of(String room);
}
