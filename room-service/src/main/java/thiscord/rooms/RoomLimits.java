package thiscord.rooms;

import java.time.Duration;
import thiscord.protocol.Limits;
import thiscord.protocol.directory.HubSession;
import thiscord.rmi.RequestLimits;

/**
 * What the room service allows, in one place.
 *
 * @param rooms how many rooms there may be; default 2000, at least 1
 * @param roomsPerPerson how many of them one nick may have made; default 250, at least 1
 * @param membersPerRoom how many members a room may have, connected or not; default and most 5000, at least 1
 * @param topicChars longest topic in UTF-16 units; default and most 4000, at least 1
 * @param changes how many changes are remembered for hubs; default 10000, at least 1
 * @param people how many people may be logged in at once; default 2000, at least 1
 * @param hubs how many hubs may be logged in at once, each may wait in one thread; default 32, at least 1
 * @param connections how many sockets are open at once; default 512, at least 4. Beyond it the longest idle is closed
 * @param requestBytes the most bytes of one request; default 512 KiB, at least 4096
 * @param requestTime from the first byte of a request to its last; default 10 s
 * @param idleConnection how long a socket may be open without a request; default 30 s, more than the 15 s for which
 *     clients keep one
 * @param idlePerson a person's session ends after so long without a call; default 5 min
 * @param idleHub the same for a hub; default {@link HubSession#IDLE_MILLIS}
 */
public record RoomLimits(
        int rooms,
        int roomsPerPerson,
        int membersPerRoom,
        int topicChars,
        int changes,
        int people,
        int hubs,
        int connections,
        int requestBytes,
        Duration requestTime,
        Duration idleConnection,
        Duration idlePerson,
        Duration idleHub) {
    public static final RoomLimits DEFAULT = new RoomLimits(
            Limits.DEFAULT.rooms(),
            250,
            Limits.DEFAULT.membersPerRoom(),
            Limits.DEFAULT.textChars(),
            10_000,
            2000,
            32,
            512,
            512 << 10,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMillis(HubSession.IDLE_MILLIS));

    public RoomLimits {
        require(rooms >= 1, "rooms is at least 1");
        require(roomsPerPerson >= 1, "roomsPerPerson is at least 1");
        require(membersPerRoom >= 1 && membersPerRoom <= 5000, "membersPerRoom is 1 to 5000");
        require(topicChars >= 1 && topicChars <= 4000, "topicChars is 1 to 4000");
        require(changes >= 1, "changes is at least 1");
        require(people >= 1, "people is at least 1");
        require(hubs >= 1, "hubs is at least 1");
        require(positive(idlePerson), "idlePerson is at least 1 ms");
        require(positive(idleHub), "idleHub is at least 1 ms");
        new RequestLimits(connections, requestBytes, requestTime, idleConnection);
    }

    /** One person may have made all rooms. */
    public RoomLimits(
            int rooms,
            int membersPerRoom,
            int topicChars,
            int changes,
            int people,
            int hubs,
            int connections,
            int requestBytes,
            Duration requestTime,
            Duration idleConnection,
            Duration idlePerson,
            Duration idleHub) {
        this(
                rooms,
                rooms,
                membersPerRoom,
                topicChars,
                changes,
                people,
                hubs,
                connections,
                requestBytes,
                requestTime,
                idleConnection,
                idlePerson,
                idleHub);
    }

    /** Those that do not depend on what is asked. */
    RequestLimits requests() {
        return new RequestLimits(connections, requestBytes, requestTime, idleConnection);
    }

    /** The same for other numbers of rooms and of members in each. */
    public RoomLimits with(int otherRooms, int otherMembersPerRoom) {
        return new RoomLimits(
                otherRooms,
                roomsPerPerson,
                otherMembersPerRoom,
                topicChars,
                changes,
                people,
                hubs,
                connections,
                requestBytes,
                requestTime,
                idleConnection,
                idlePerson,
                idleHub);
    }

    /** The same for another number of rooms that one nick may have made. */
    public RoomLimits withRoomsPerPerson(int other) {
        return new RoomLimits(
                rooms,
                other,
                membersPerRoom,
                topicChars,
                changes,
                people,
                hubs,
                connections,
                requestBytes,
                requestTime,
                idleConnection,
                idlePerson,
                idleHub);
    }

    private static boolean positive(Duration time) {
        return time.toMillis() >= 1 && time.toMillis() < Integer.MAX_VALUE;
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}
