package thiscord.hub.log;

/** What a stored message survives. */
public enum Durability {
    /** The end of the process, however it comes. After a power cut the newest second or so may be missing. */
    PROCESS,
    /** A power cut too: each commit waits for the disk. */
    POWER;

    /**
     * Reads {@code process} or {@code power}.
     *
     * @throws IllegalArgumentException for anything else, with what to write
     */
    public static Durability parse(String text) {
        if (text.equals("process")) {
            return PROCESS;
        }
        if (text.equals("power")) {
            return POWER;
        }
        throw new IllegalArgumentException("durability is process or power, not '" + text + "'");
    }
}
