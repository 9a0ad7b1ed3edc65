package thiscord.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import thiscord.cli.Main;
import thiscord.kit.Tmux;

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

    /** In a terminal of 80 x 24, at that hub; keeps nothing but where the arguments say. */
    static Tmux inTerminal(ScriptedHub hub, String... arguments) throws IOException {
        return inTerminal(List.of(), hub, arguments);
    }

    /** The same in another environment: words for {@code env}, such as {@code NO_COLOR=1}. */
    static Tmux inTerminal(List<String> environment, ScriptedHub hub, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(hub.address().toString()));
        all.addAll(List.of(arguments));
        for (String kept : List.of("--state", "--config")) {
            if (!all.contains(kept)) {
                all.addAll(List.of(kept, "none"));
            }
        }
        List<String> line = new ArrayList<>(List.of("env"));
        line.addAll(environment);
        line.addAll(commandLine(all.toArray(new String[0])));
        return new Tmux(80, 24, line);
    }
}
