package thiscord.protocol.text;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.Command;
import thiscord.protocol.Reason;
import thiscord.protocol.rules.Times;

/** The slash commands that decide something in the current room: one line each, the words of {@code thiscord rooms}. */
final class SlashDecisions {
    private static final String BY_ADDRESS = "--address";

    private SlashDecisions() {}

    static List<SlashCommand> all() {
        return List.of(
                new SlashCommand("kick", "NICK [WHY]", "take somebody out, who may come back", SlashDecisions::kick),
                new SlashCommand(
                        "ban",
                        "NICK [--address] [UNTIL] [WHY]",
                        "keep somebody out, or an address",
                        SlashDecisions::ban),
                about("unban", "NICK", "end a ban", Action.UNBAN),
                new SlashCommand(
                        "mute",
                        "NICK [UNTIL] [WHY]",
                        "let somebody read only; until 30m, 7d or a date",
                        a -> until(Action.MUTE, a)),
                about("unmute", "NICK", "end a mute", Action.UNMUTE),
                new SlashCommand("role", "NICK ROLE", "owner, moderator, member, reader or none", SlashDecisions::role),
                about("invite", "NICK", "let somebody into a room by invitation", Action.INVITE),
                new SlashCommand("roles", "", "roles, bans and mutes", a -> plain(Action.ROLES, a)),
                new SlashCommand("lock", "", "let in owners and moderators only", a -> plain(Action.LOCK, a)),
                new SlashCommand("unlock", "", "end a lock", a -> plain(Action.UNLOCK, a)),
                value("slow", "TIME", "one message in that time, like 10s; 0 ends it", Action.SLOW),
                value("access", "ACCESS", "public, unlisted or invited", Action.ACCESS),
                new SlashCommand(
                        "lease",
                        "[TIME | more TIME | none]",
                        "when the room ends; ask for more time",
                        a -> decide(Action.LEASE, null, "", a, "")),
                new SlashCommand(
                        "delete",
                        "ROOM",
                        "delete a room and all in it",
                        a -> a.isEmpty() ? null : decide(Action.DELETE, a, "", "", "")));
    }

    private static Command decide(Action action, @Nullable String room, String about, String value, String why) {
        return new Command.Moderate(action, room, about, value, why, null);
    }

    private static @Nullable Command plain(Action action, String arguments) {
        return arguments.isEmpty() ? decide(action, null, "", "", "") : null;
    }

    private static SlashCommand about(String name, String arguments, String help, Action action) {
        return new SlashCommand(
                name, arguments, help, a -> a.isEmpty() || a.contains(" ") ? null : decide(action, null, a, "", ""));
    }

    private static SlashCommand value(String name, String arguments, String help, Action action) {
        return new SlashCommand(name, arguments, help, a -> a.isEmpty() ? null : decide(action, null, "", a, ""));
    }

    private static @Nullable Command kick(String arguments) {
        String[] part = words(arguments, 2);
        return part[0].isEmpty() ? null : decide(Action.KICK, null, part[0], "", part[1]);
    }

    private static @Nullable Command role(String arguments) {
        String[] part = words(arguments, 2);
        return part[1].isEmpty() ? null : decide(Action.ROLE, null, part[0], part[1], "");
    }

    private static @Nullable Command ban(String arguments) {
        String[] part = words(arguments, 4);
        if (part[1].equals(BY_ADDRESS)) {
            return until(Action.BAN_ADDRESS, part[0] + " " + part[2] + " " + part[3]);
        }
        return part[2].equals(BY_ADDRESS)
                ? until(Action.BAN_ADDRESS, part[0] + " " + part[1] + " " + part[3])
                : until(Action.BAN, arguments);
    }

    /** A nick, then a time or a date if the next word is one, then why; what may be meant for a time and is none is refused. */
    private static @Nullable Command until(Action action, String arguments) {
        String[] part = words(arguments, 3);
        if (part[0].isEmpty()) {
            return null;
        }
        boolean timed = Times.isOne(part[1]);
        String meant = part[1].equalsIgnoreCase("for") || part[1].equalsIgnoreCase("until") ? part[2] : part[1];
        if (!timed && Times.looksLikeOne(meant)) {
            return SlashCommand.refuse(
                    Reason.BAD_FIELD,
                    "Nothing was decided: '" + SlashCommand.shown(meant) + "' is not " + Times.FORM
                            + ". A reason that begins with a number goes behind a time.");
        }
        String why = timed ? part[2] : SlashCommand.bare(part[1] + " " + part[2]);
        return decide(action, null, part[0], timed ? part[1] : "", why);
    }

    /** So many words, the last one being the rest; empty ones for those that are missing. */
    private static String[] words(String arguments, int count) {
        String[] found = SlashCommand.bare(arguments).split("[ \t]+", count);
        String[] all = new String[count];
        for (int i = 0; i < count; i++) {
            all[i] = i < found.length ? found[i] : "";
        }
        return all;
    }
}
