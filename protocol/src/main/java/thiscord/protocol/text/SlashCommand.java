package thiscord.protocol.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.Utf8;
import thiscord.protocol.people.Invitation;

/**
 * The table of slash commands: the one place that names them, for the text dialect, for {@code /help} and for the
 * terminal client.
 *
 * @param name the word behind the slash
 * @param arguments how its arguments are written, for people
 * @param help what it does, in a few words
 * @param reader turns what follows the word into a command; null if that does not fit {@code arguments}
 */
public record SlashCommand(String name, String arguments, String help, Reader reader) {
    /** How many messages {@code /history} shows when it is not told. */
    public static final int HISTORY = 20;

    private static final int MOST_SHOWN = 40;
    private static final Map<String, SlashCommand> TABLE = new LinkedHashMap<>();

    static {
        add("nick", "NAME", "take another nick", a -> a.isEmpty() ? null : new Command.Nick(a, null));
        add("login", "NAME PASSWORD", "be the account of that name", SlashCommand::login);
        add(
                "register",
                "PASSWORD",
                "make your nick an account",
                a -> a.isEmpty() ? null : new Command.Register(a, null));
        add("join", "ROOM [AFTER]", "enter a room, or switch to it", SlashCommand::join);
        add("leave", "[ROOM]", "leave a room", a -> new Command.Leave(orNull(a), null));
        add("create", "ROOM [KEEPS]", "make a room; it keeps nothing, 7d, 500 or all", SlashCommand::create);
        add("me", "TEXT", "say what you do", a -> a.isEmpty() ? null : new Command.Say(null, a, true, null));
        add("msg", "NICK TEXT", "say it to one person", SlashCommand::msg);
        add("who", "[ROOM]", "who is here", a -> new Command.Who(orNull(a), null));
        add("members", "[ROOM]", "the same", a -> new Command.Who(orNull(a), null));
        add("rooms", "[AFTER]", "which rooms there are", a -> new Command.Rooms(a, null));
        add("topic", "[TEXT]", "read or set the topic; - clears it", SlashCommand::topic);
        add("history", "[COUNT]", "read what was said", SlashCommand::history);
        add("board", "[write TEXT]", "read the room's board, or write on it; - wipes it", SlashCommand::board);
        add("calc", "EXPRESSION", "say what it comes to", a -> a.isEmpty() ? null : new Command.Calc(null, a, null));
        add("redeem", "INVITATION [NICK]", "take up an invitation, under a nick", SlashCommand::redeem);
        SlashDecisions.all().forEach(one -> TABLE.put(one.name(), one));
        add("ping", "[WORD]", "is the server there", SlashCommand::ping);
        add("help", "", "this list", a -> new Command.Help(null));
        add("quit", "", "leave the server", a -> new Command.Quit());
    }

    /** Reads the arguments of one command. */
    @FunctionalInterface
    public interface Reader {
        @Nullable
        Command read(String arguments);
    }

    /** All of them, in the order of the help. */
    public static List<SlashCommand> all() {
        return List.copyOf(TABLE.values());
    }

    /** How it is typed, e.g. {@code /join ROOM [AFTER]}. */
    public String usage() {
        return arguments.isEmpty() ? "/" + name : "/" + name + " " + arguments;
    }

    /** Reads a line that begins with a slash. The word may be written in capitals too. */
    static Command read(String line) {
        int end = 1;
        while (end < line.length() && line.charAt(end) > ' ') {
            end++;
        }
        String word = line.substring(1, end);
        SlashCommand known = TABLE.get(word.toLowerCase(Locale.ROOT));
        if (known == null) {
            return refuse(Reason.UNKNOWN_COMMAND, "There is no command '/" + shown(word) + "'. /help lists them.");
        }
        Command command = known.reader.read(bare(line.substring(end)));
        return command != null ? command : refuse(Reason.BAD_FIELD, "It is written " + known.usage() + ".");
    }

    private static void add(String name, String arguments, String help, Reader reader) {
        TABLE.put(name, new SlashCommand(name, arguments, help, reader));
    }

    /** The text without spaces and tabs around it. Nothing else is dropped: a control character is refused, or shown as one. */
    static String bare(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** A word of a peer's as a refusal may have it. */
    static String shown(String word) {
        return Utf8.shortened(word.split("[ \t]", 2)[0], MOST_SHOWN);
    }

    static Command refuse(Reason reason, String text) {
        return new Command.Malformed(new Refusal(reason, text), null);
    }

    private static @Nullable Command login(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        return part.length < 2 ? null : new Command.Hello(part[0], part[1], null, null, null);
    }

    private static @Nullable Command join(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        if (part[0].isEmpty()) {
            return null;
        }
        long after = part.length < 2 ? Command.Join.NONE : number(part[1], Long.MAX_VALUE);
        return part.length == 2 && after < 0 ? null : new Command.Join(part[0], after, null, 0, null);
    }

    private static @Nullable Command create(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        return part[0].isEmpty() ? null : new Command.Create(part[0], part.length < 2 ? null : part[1], null);
    }

    private static @Nullable Command msg(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        return part.length < 2 ? null : new Command.Msg(part[0], part[1], null);
    }

    private static Command topic(String arguments) {
        return new Command.Topic(null, arguments.equals("-") ? "" : orNull(arguments), null);
    }

    private static @Nullable Command board(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        if (part[0].isEmpty()) {
            return new Command.Board(null, null, null);
        }
        boolean writes = part.length == 2 && part[0].equalsIgnoreCase("write");
        return writes ? new Command.Board(null, part[1].equals("-") ? "" : part[1], null) : null;
    }

    /** The whole line that was given away, or its secret alone. */
    private static @Nullable Command redeem(String arguments) {
        String[] part = arguments.split("[ \t]+", 2);
        String secret = part[0];
        if (secret.isEmpty()) {
            return null;
        }
        if (Invitation.isMeant(secret)) {
            try {
                secret = Invitation.parse(secret).secret();
            } catch (IllegalArgumentException e) {
                String why = String.valueOf(e.getMessage());
                return refuse(Reason.BAD_INVITATION, "That is not taken: " + why + (why.endsWith("?") ? "" : "."));
            }
        }
        return part.length < 2
                ? new Command.Redeem(secret, null)
                : new Command.Hello(part[1], null, null, null, secret, null);
    }

    private static @Nullable Command ping(String arguments) {
        return arguments.length() > Command.MAX_ID_CHARS ? null : new Command.Ping(orNull(arguments));
    }

    private static Command history(String arguments) {
        long count = arguments.isEmpty() ? HISTORY : number(arguments, Command.History.MOST);
        return count < 1
                ? refuse(
                        Reason.BAD_FIELD,
                        "It is written /history [COUNT], and COUNT is 1 to " + Command.History.MOST + ".")
                : new Command.History(null, Long.MAX_VALUE, (int) count, null);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The whole number, or -1 if it is none from 0 to the most. */
    private static long number(String text, long most) {
        try {
            long n = Long.parseLong(text);
            return n >= 0 && n <= most ? n : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
