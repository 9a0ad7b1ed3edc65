package thiscord.hub.log;

/**
 * How much rooms may keep. What is over a limit is refused by its reason; nothing is removed for it.
 *
 * @param roomBytes of one room's messages; 0 for no limit
 * @param bytes of all rooms' messages together; 0 for no limit
 * @param freeBytes of the disk that stay free, so that rooms can be deleted and decisions be stored; 0 for none
 */
public record StorageLimits(long roomBytes, long bytes, long freeBytes) {
    private static final long MIB = 1 << 20;

    /** 1 GiB for a room, 16 GiB in all, and 64 MiB stay free. */
    public static final StorageLimits DEFAULT = ofMebibytes(1024, 16 * 1024, 64);

    static final StorageLimits NONE = new StorageLimits(0, 0, 0);

    public StorageLimits {
        if (roomBytes < 0 || bytes < 0 || freeBytes < 0) {
            throw new IllegalArgumentException("limits of what rooms keep are 0, for none, or more");
        }
    }

    /**
     * In MiB.
     *
     * @throws IllegalArgumentException if one is below 0, or there are not so many bytes
     */
    public static StorageLimits ofMebibytes(int room, int all, int free) {
        return new StorageLimits(room * MIB, all * MIB, free * MIB);
    }
}
