package thiscord.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

    /** The home of another Java, on the other side of 24, where much was taken out; without one the test is skipped. */
    public static Path otherJava() {
        boolean old = Runtime.version().feature() < 24;
        try (Stream<Path> all = Files.list(Path.of("/usr/lib/jvm"))) {
            return all.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> (feature(home) >= 24) == old && feature(home) >= 17)
                    .findFirst()
                    .orElseGet(() -> {
                        Assumptions.abort("skipped: this test needs a second Java in /usr/lib/jvm");
                        return home();
                    });
        } catch (IOException e) {
            Assumptions.abort("skipped: this test looks for a second Java in /usr/lib/jvm, " + e.getMessage());
            return home();
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    /** The version as its release file has it; 0 if that says none. */
    private static int feature(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.replaceAll("\\D+(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
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
