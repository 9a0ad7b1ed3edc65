package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.TimeSpan;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.rules.Times;

/**
 * When rooms end. Pure: times are milliseconds since 1970, {@code now} is given. A room remembers how many of its warnings need
 * not be told any more, so each is told once, whatever the clock does; one that would have been due when the end was set never
 * is.
 */
final class Leases {
    /** The longest lifetime. */
    static final Duration MOST = Duration.ofDays(3660);

    private static final List<Duration> WARNINGS =
            List.of(Duration.ofHours(24), Duration.ofHours(1), Duration.ofMinutes(5));

    private Leases() {}

    /** The end of a room that is made now; -1 if there can be none such. */
    static long endOf(RoomSpec spec, long now) {
        long seconds = spec.lifetimeSeconds();
        if (seconds < 0 || seconds > MOST.toSeconds()) {
            return -1;
        }
        return seconds == 0 ? 0 : now + 1000 * seconds;
    }

    /** The same room with another end, 0 for none. */
    static RoomRecord ending(RoomRecord room, long endsAt, long now) {
        return room.withEnd(endsAt, endsAt == 0 ? 0 : due(endsAt, now));
    }

    /** How many warnings are due. */
    private static int due(long endsAt, long now) {
        return (int) WARNINGS.stream()
                .filter(before -> endsAt - now <= before.toMillis())
                .count();
    }

    /** What time has done to a room: its end, a warning, or nothing. */
    static List<Mutation> passed(RoomRecord room, long now) {
        if (room.endsAt() == 0) {
            return List.of();
        }
        if (room.endsAt() <= now) {
            return List.of(new Mutation.Deleted(room, true));
        }
        int due = due(room.endsAt(), now);
        if (due <= room.warned()) {
            return List.of();
        }
        RoomRecord warned = room.withEnd(room.endsAt(), due);
        return List.of(new Mutation.Ruled(warned, null), new Mutation.Noted(warned, warning(room, due), room.endsAt()));
    }

    private static String warning(RoomRecord room, int due) {
        long hours = WARNINGS.get(due - 1).toHours();
        String in =
                hours == 0 ? WARNINGS.get(due - 1).toMinutes() + " minutes" : hours + (hours == 1 ? " hour" : " hours");
        return "This room ends within " + in + ", at " + Times.minute(room.endsAt())
                + ", and all in it is erased. /lease more 2h asks for more time.";
    }

    /** How long a written lifetime is; null if it is none, or too long. */
    static @Nullable Duration time(String text) {
        Duration time = TimeSpan.seconds(text);
        return time == null || time.compareTo(MOST) > 0 ? null : time;
    }
}
