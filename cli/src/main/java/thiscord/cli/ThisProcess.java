package thiscord.cli;

/** What a process may know of itself. Looked up once, since later it may not ask ({@link Privileges}). Thread-safe. */
public final class ThisProcess {
    private static final long PID = ProcessHandle.current().pid();

    private ThisProcess() {}

    /** Its number. */
    public static long pid() {
        return PID;
    }
}
