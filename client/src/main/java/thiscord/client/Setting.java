package thiscord.client;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;

/** What a person can set in the terminal client: one line each in its file, and a {@code /set}. */
enum Setting {
    NICK(
            "",
            "The nick to wear, with a number behind it if it is in use. Empty: asked for at the start.",
            Setting::nick),
    ROOMS("", "Rooms to enter at the start, with spaces between. Empty: those that --room names.", Setting::rooms),
    SHOW(
            "current",
            "current: the room you talk in is shown, the others are counted. all: every room, as it comes.",
            oneOf("current", "all")),
    PRESENCE("show", "show or hide who comes and goes.", oneOf("show", "hide")),
    TIME("HH:mm", "How times look, in the letters of java.time (HH:mm:ss), or none.", Setting::time),
    COLOUR("on", "on or off. NO_COLOR in the environment turns it off too.", oneOf("on", "off")),
    BELL(
            "mentions",
            "What rings the terminal's bell: off, mentions (and what is said to you alone), or all.",
            notices()),
    NOTIFY(
            "mentions",
            "What shows a notice on the desktop, where the terminal can (OSC 9, 777): as for bell.",
            notices()),
    QUIET(
            "",
            "Rooms that never ring or notify and are not counted, with spaces between; /quiet changes it.",
            Setting::rooms),
    PASTE_ASK(
            "10",
            "From how many lines on a message is asked about before it is sent; 2 to 1000, 0 never.",
            number(2, 1000)),
    INPUT_HISTORY(
            "500", "How many typed lines are kept for each room, 1 to 500; 0 keeps none on disk.", number(1, 500));

    private final String standard;
    private final String help;
    private final Function<String, @Nullable String> check;

    Setting(String standard, String help, Function<String, @Nullable String> check) {
        this.standard = standard;
        this.help = help;
        this.check = check;
    }

    /** As it is written: small, with {@code -} between words. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String standard() {
        return standard;
    }

    /** What it is, in a line or two. */
    String help() {
        return help;
    }

    /** Null if that may be its value, else what it may be, in words. */
    @Nullable
    String wrong(String value) {
        return check.apply(value);
    }

    static @Nullable Setting of(String word) {
        for (Setting setting : values()) {
            if (setting.word().equals(word.toLowerCase(Locale.ROOT))) {
                return setting;
            }
        }
        return null;
    }

    private static Function<String, @Nullable String> notices() {
        return oneOf("off", "mentions", "all");
    }

    private static Function<String, @Nullable String> oneOf(String... words) {
        return value -> {
            for (String word : words) {
                if (word.equals(value)) {
                    return null;
                }
            }
            int last = words.length - 1;
            return "is " + String.join(", ", Arrays.copyOf(words, last)) + " or " + words[last];
        };
    }

    private static Function<String, @Nullable String> number(int least, int most) {
        return value -> {
            boolean number = value.matches("[0-9]{1,9}");
            int n = number ? Integer.parseInt(value) : -1;
            return n == 0 || n >= least && n <= most ? null : "is " + least + " to " + most + ", or 0";
        };
    }

    private static @Nullable String nick(String value) {
        Refusal wrong = value.isEmpty() ? null : Names.checkNick(value);
        return wrong == null ? null : "is not a nick: " + wrong.text().replaceFirst("\\.$", "");
    }

    private static @Nullable String rooms(String value) {
        for (String room : value.isEmpty() ? new String[0] : value.split("[ ,]+")) {
            Refusal wrong = Names.checkRoom(room);
            if (wrong != null) {
                return "names rooms with spaces between: " + wrong.text().replaceFirst("\\.$", "");
            }
        }
        return null;
    }

    private static @Nullable String time(String value) {
        try {
            boolean some = !value.equals("none") && !value.isEmpty();
            if (some) {
                DateTimeFormatter.ofPattern(value, Locale.ROOT).format(LocalDateTime.now());
            }
            return value.isEmpty() || value.length() > 40 ? "is a pattern of 1 to 40 letters, or none" : null;
        } catch (IllegalArgumentException | DateTimeException e) {
            return "is a pattern such as HH:mm or HH:mm:ss, or none";
        }
    }
}
