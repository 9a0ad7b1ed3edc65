package thiscord.protocol;

/**
 * What a hub allows, in one place. Told to every JSON client in {@code welcome}.
 *
 * @param lineBytes longest line in bytes, without its end; default 8192, at least 512
 * @param textChars longest text of a message or topic in UTF-16 units; default 4000, at least 1
 * @param roomsPerSession how many rooms one session may be in; default 50
 * @param membersPerRoom how many members one room may have; default 5000
 * @param rooms how many rooms the hub holds at once; default 2000
 * @param sessions how many sessions the hub holds at once; default 20000
 * @param sessionsPerAddress how many sessions one address may have; default 100; loopback is exempt
 */
public record Limits(
        int lineBytes,
        int textChars,
        int roomsPerSession,
        int membersPerRoom,
        int rooms,
        int sessions,
        int sessionsPerAddress) {
    public static final Limits DEFAULT = new Limits(8192, 4000, 50, 5000, 2000, 20_000, 100);

    public Limits {
        require(lineBytes >= 512 && lineBytes <= 1 << 20, "lineBytes is 512 to 1048576");
        require(textChars >= 1 && textChars <= lineBytes, "textChars is 1 to lineBytes");
        require(roomsPerSession >= 1, "roomsPerSession is at least 1");
        require(membersPerRoom >= 1, "membersPerRoom is at least 1");
        require(rooms >= 1, "rooms is at least 1");
        require(sessions >= 1, "sessions is at least 1");
        require(sessionsPerAddress >= 1, "sessionsPerAddress is at least 1");
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }
}
