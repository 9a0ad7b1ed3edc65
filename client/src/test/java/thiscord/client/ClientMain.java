package thiscord.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thiscord.cli.Main;

/** Runs the command in a process of its own: what the launcher does. */
final class ClientMain {
    private ClientMain() {}

    public static void main(String[] arguments) {
        System.exit(Main.run(new ClientCommand(), arguments));
    }

    /** The command line for it. */
    static List<String> commandLine(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("--enable-native-access=ALL-UNNAMED");
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), ClientMain.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }
}
