package thiscord.hub.processing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.Privileges;

/**
 * Which processors there are, and which rooms' messages pass them. Immutable.
 *
 * @param programs in the order of the file
 * @param rooms by the key of their name
 */
record ProcessorsConfig(List<Program> programs, Map<String, RoomLine> rooms) {
    /** None. */
    static final ProcessorsConfig NONE = new ProcessorsConfig(List.of(), Map.of());

    /**
     * A processor.
     *
     * @param command a program's whole path and its arguments; empty for one over RMI
     * @param at the registry of one over RMI; else null
     * @param longest of the times that rooms give a message, for one over RMI
     */
    record Program(
            String name, List<String> command, @Nullable Address at, Duration longest) {}

    /** A room's processors, what happens if one does not answer, and how long a message may take. */
    record RoomLine(String room, List<String> processors, boolean open, Duration within) {}

    ProcessorsConfig {
        programs = List.copyOf(programs);
        rooms = Map.copyOf(rooms);
    }

    /** The same, each program over RMI with the longest time that a room gives it. */
    ProcessorsConfig withLongest() {
        return new ProcessorsConfig(
                programs.stream()
                        .map(one -> one.at() == null
                                ? one
                                : new Program(one.name(), one.command(), one.at(), longest(one.name())))
                        .toList(),
                rooms);
    }

    private Duration longest(String name) {
        return rooms.values().stream()
                .filter(room -> room.processors().contains(name))
                .map(RoomLine::within)
                .max(Comparator.naturalOrder())
                .orElse(ProcessorsFile.USUAL);
    }

    /** What the programs need. */
    void addTo(Privileges all) {
        for (Program one : programs) {
            if (one.at() == null) {
                all.executes(Path.of(one.command().get(0)));
            } else {
                all.connects(one.at());
            }
        }
    }
}
