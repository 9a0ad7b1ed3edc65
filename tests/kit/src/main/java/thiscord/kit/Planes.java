package thiscord.kit;

import java.util.regex.Matcher;

/**
 * Where the planes of a {@code thiscord up} are, read from its ready line.
 *
 * @param process that runs them
 */
public record Planes(Running process, int hub, int rooms, int eventsIn, int eventsOut, int eventsReplay) {
    private static final String READY = "^ready: hub 127\\.0\\.0\\.1:(\\d+), rooms 127\\.0\\.0\\.1:(\\d+),"
            + " events in 127\\.0\\.0\\.1:(\\d+) out 127\\.0\\.0\\.1:(\\d+) replay 127\\.0\\.0\\.1:(\\d+)$";

    /** Waits for the ready line. */
    public static Planes ready(Running process) {
        Matcher ready = process.out().expect(READY);
        return new Planes(process, port(ready, 1), port(ready, 2), port(ready, 3), port(ready, 4), port(ready, 5));
    }

    private static int port(Matcher ready, int group) {
        return Integer.parseInt(ready.group(group));
    }
}
