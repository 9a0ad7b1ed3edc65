package thiscord.processing;

import thiscord.cli.Main;

/** The commands as a program of their own. */
final class ChildMain {
    private ChildMain() {}

    public static void main(String... arguments) {
        System.exit(Main.run(new ProcessingCommand(), arguments));
    }
}
