package thiscord.rooms;

import java.util.HashMap;
import java.util.Map;
import thiscord.protocol.people.LookAlikes;

/** What the names of rooms look like, so that no new one is taken for another. Not thread-safe: the table's. */
final class TakenRoomNames {
    /** How many rooms have each look; those of before the rule may share one. */
    private final Map<String, Integer> looks = new HashMap<>();

    void add(String name) {
        LookAlikes.looks(name).forEach(look -> looks.merge(look, 1, Integer::sum));
    }

    void remove(String name) {
        LookAlikes.looks(name).forEach(look -> looks.computeIfPresent(look, (l, n) -> n == 1 ? null : n - 1));
    }

    boolean looksTaken(String name) {
        return LookAlikes.looks(name).stream().anyMatch(looks::containsKey);
    }
}
