package thiscord.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.text.SlashCommand;

/** The commands of the terminal client: those of the hub, and those that it obeys itself. */
final class Commands {
    /** What the client does by itself. */
    enum Own {
        SEARCH("TEXT", "find it in what the room keeps"),
        QUIET("[ROOM]", "do not count, ring or notify for a room; again: do"),
        AWAY("[TEXT]", "note that you leave the keys; what you miss is told when you are back"),
        BACK("", "tell what mentioned you meanwhile"),
        SET("[NAME [VALUE]]", "show or change how this client behaves");

        private final String arguments;
        private final String help;

        Own(String arguments, String help) {
            this.arguments = arguments;
            this.help = help;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String usage() {
            return arguments.isEmpty() ? "/" + word() : "/" + word() + " " + arguments;
        }

        private SlashCommand line() {
            return new SlashCommand(word(), arguments, help, typed -> new Command.Help(null));
        }
    }

    private Commands() {}

    /** All of them, in the order of the help: the hub's first. */
    static List<SlashCommand> all() {
        List<SlashCommand> all = new ArrayList<>(SlashCommand.all());
        for (Own own : Own.values()) {
            all.add(own.line());
        }
        return all;
    }

    /** The client's own one that the line calls, or null. */
    static @Nullable Own own(String line) {
        for (Own own : Own.values()) {
            String word = "/" + own.word();
            boolean begins = line.regionMatches(true, 0, word, 0, word.length());
            if (begins && (line.length() == word.length() || Character.isWhitespace(line.charAt(word.length())))) {
                return own;
            }
        }
        return null;
    }

    /** What stands behind the word. */
    static String arguments(String line) {
        String[] parts = line.split("\\s+", 2);
        return parts.length < 2 ? "" : parts[1].strip();
    }

    /** True for a line that must not be kept: it may hold a secret. */
    static boolean secret(String line) {
        return line.matches("(?is)/(login|redeem|register|password|passwd|account|ticket|accept)\\b.*")
                || line.matches("(?is).*thiscord://.*");
    }
}
