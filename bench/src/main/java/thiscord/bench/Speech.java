package thiscord.bench;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a peer of the load speaks to the hub, and what it needs to understand of the answers. Lines have no end here. */
enum Speech {
    /** Lines for people. */
    TEXT {
        @Override
        String open(String nick) {
            return "/nick " + nick;
        }

        @Override
        String create(String room) {
            return "/create " + room + " nothing";
        }

        @Override
        String join(String room) {
            return "/join " + room;
        }

        @Override
        String say(String room, String text) {
            return text;
        }

        @Override
        boolean joined(String line) {
            return line.startsWith("* joined ");
        }

        @Override
        boolean created(String line) {
            return line.startsWith("* created ");
        }

        @Override
        @Nullable
        String refused(String line) {
            return line.startsWith("! ") ? line.substring(2) : null;
        }
    },
    /** JSON lines. */
    JSON {
        @Override
        String open(String nick) {
            return "{\"type\":\"hello\",\"nick\":\"" + nick + "\"}";
        }

        @Override
        String create(String room) {
            return "{\"type\":\"create\",\"room\":\"" + room + "\",\"keeps\":\"nothing\"}";
        }

        @Override
        String join(String room) {
            return "{\"type\":\"join\",\"room\":\"" + room + "\"}";
        }

        @Override
        String say(String room, String text) {
            return "{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"" + text + "\"}";
        }

        @Override
        boolean joined(String line) {
            return line.contains("\"type\":\"joined\"");
        }

        @Override
        boolean created(String line) {
            return line.contains("\"type\":\"created\"");
        }

        @Override
        @Nullable
        String refused(String line) {
            if (!line.contains("\"type\":\"refused\"")) {
                return null;
            }
            Matcher text = REFUSAL.matcher(line);
            return text.find() ? text.group(1).replaceAll("\\\\(.)", "$1") : line;
        }
    };

    private static final Pattern REFUSAL = Pattern.compile("\"text\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The first line of a session, which takes a nick. */
    abstract String open(String nick);

    abstract String create(String room);

    abstract String join(String room);

    abstract String say(String room, String text);

    /** True if the line says that this peer is in. */
    abstract boolean joined(String line);

    /** True if the line says that a room was made. */
    abstract boolean created(String line);

    /** What a refusal says, or null if the line is none. */
    abstract @Nullable String refused(String line);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
