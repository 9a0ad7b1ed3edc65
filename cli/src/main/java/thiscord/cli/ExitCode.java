package thiscord.cli;

/** How a command ends. */
public final class ExitCode {
    public static final int OK = 0;
    /** Something that nobody expected; {@code --verbose} shows where. */
    public static final int UNEXPECTED = 1;
    /** The command line was wrong. */
    public static final int USAGE = 2;
    /** An address could not be bound. */
    public static final int CANNOT_BIND = 3;
    /** A peer could not be reached, or refused. */
    public static final int CANNOT_REACH = 4;
    /** A setting or a file it names is wrong. */
    public static final int BAD_CONFIGURATION = 5;
    /** Ended by SIGINT. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
