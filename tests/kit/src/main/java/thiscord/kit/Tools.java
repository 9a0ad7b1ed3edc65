package thiscord.kit;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs that some tests need and a machine may lack. Where {@code CI} is set, lacking one is a failure. */
public final class Tools {
    private Tools() {}

    /** A Python that has pyzmq; without one the test is skipped. */
    public static String pythonWithZeroMq() {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (works(python, "-c", "import zmq")) {
                return python;
            }
        }
        return lacking("Python with pyzmq (Debian, Ubuntu: python3-zmq)");
    }

    /** The netcat of OpenBSD; without it the test is skipped. */
    public static String netcat() {
        return works("sh", "-c", "command -v nc") ? "nc" : lacking("nc (Debian, Ubuntu: netcat-openbsd)");
    }

    private static String lacking(String what) {
        if (System.getenv("CI") != null) {
            throw new AssertionError("this test needs " + what);
        }
        Assumptions.abort("skipped: this test needs " + what);
        return "";
    }

    private static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
