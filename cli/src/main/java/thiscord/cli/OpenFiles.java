package thiscord.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and connections this process may have open at a time. Thread-safe. */
public final class OpenFiles {
    /** Asked once, before privileges are given up; 0 if the system does not say. */
    private static final long LIMIT = limit();

    private OpenFiles() {}

    private static long limit() {
        try {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getMaxFileDescriptorCount()
                    : 0;
        } catch (SecurityException | LinkageError notTold) {
            return 0;
        }
    }

    /** Has the limit asked for now; for a server, before it gives up privileges. */
    public static long most() {
        return LIMIT;
    }

    /** Why a connection could not be taken in or made; names the limit if that was reached. */
    public static String why(Throwable problem) {
        String said = String.valueOf(problem.getMessage());
        boolean tooMany = said.contains("Too many open files") || said.contains("No file descriptors available");
        return tooMany && LIMIT > 0
                ? said + "; this process may have " + LIMIT + " open (ulimit -n, LimitNOFILE=)"
                : said;
    }
}
