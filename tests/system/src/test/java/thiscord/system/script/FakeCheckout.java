package thiscord.system.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import thiscord.kit.Checkout;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/**
 * A copy of the script with a little source beside it, and a PATH on which there are only the tools that it needs. Java
 * and Maven are added by the test: Java prints its arguments, Maven makes a jar and leaves a line in {@code builds}.
 */
final class FakeCheckout {
    private static final List<String> TOOLS = List.of(
            "cat",
            "cp",
            "dirname",
            "env",
            "find",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sh",
            "sleep",
            "touch");
    private static final String USUAL_PLACES = "(?s)for candidate in .*?; do";

    final Path home;
    final Path bin;
    private final Processes processes;

    FakeCheckout(Processes processes, Path home) throws IOException {
        this.processes = processes;
        this.home = Files.createDirectories(home);
        this.bin = Files.createDirectories(home.resolveSibling("bin"));
        Files.createDirectories(home.resolve("launcher/src/main/java"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.writeString(source(), "class A {}");
        executable(home.resolve("thiscord"), script());
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), where(tool));
        }
    }

    /** The real script, but for the places of this machine. */
    private static String script() throws IOException {
        String real = Files.readString(Checkout.root().resolve("thiscord"));
        String kept = real.replaceFirst(USUAL_PLACES, "for candidate in /nowhere/bin/java; do");
        if (kept.equals(real)) {
            throw new IllegalStateException("the script looks in no usual places");
        }
        return kept;
    }

    private static Path where(String tool) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    Path source() {
        return home.resolve("launcher/src/main/java/A.java");
    }

    Path jar() {
        return home.resolve("launcher/target/thiscord.jar");
    }

    /** Puts a JDK of that version into a folder: with a {@code release} file, or one that has to be asked. */
    Path jdk(String folder, String version, boolean release) throws IOException {
        Path jdk = home.resolveSibling(folder);
        Files.createDirectories(jdk.resolve("bin"));
        if (release) {
            Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        }
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        executable(
                jdk.resolve("bin/java"),
                "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"" + version
                        + "\" 2026-01-01' >&2; exit; fi\nfor a in \"" + folder
                        + "\" \"$@\"; do printf '<%s>' \"$a\"; done; echo\nexit 7\n");
        return jdk;
    }

    /** Links its Java onto the PATH. */
    void onPath(Path jdk) throws IOException {
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    }

    /** A Maven that does this before it makes the jar. */
    void maven(String before) throws IOException {
        executable(
                bin.resolve("mvn"),
                "#!/bin/sh\necho \"$JAVA_HOME\" >>'" + builds() + "'\n" + before
                        + "\nmkdir -p launcher/target && echo built >launcher/target/thiscord.jar\n");
    }

    Path builds() {
        return home.resolveSibling("builds");
    }

    int built() throws IOException {
        return Files.exists(builds()) ? Files.readAllLines(builds()).size() : 0;
    }

    /** As if it had been changed in an hour. */
    void age(Path file, int minutes) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60L * minutes)));
    }

    Running run(String... arguments) {
        return run(Map.of(), home.resolve("thiscord"), arguments);
    }

    Running run(Map<String, String> more, Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(Map.of("PATH", bin.toString(), "JAVA_HOME", ""));
        environment.put("THISCORD_JAVA_OPTS", "");
        environment.putAll(more);
        return processes.start("thiscord", home.getParent(), environment, command);
    }

    static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
