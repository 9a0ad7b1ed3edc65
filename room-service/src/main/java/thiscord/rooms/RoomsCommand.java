package thiscord.rooms;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Times;
import thiscord.rooms.json.RoomsJson;

/** {@code thiscord rooms …}: what a person does with rooms over RMI. Each subcommand is one session. */
@Command(
        name = "rooms",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, creates and manages rooms by way of the room service.",
        subcommands = {
            ModerationCommands.GiveRole.class,
            ModerationCommands.Invite.class,
            ModerationCommands.Kick.class,
            ModerationCommands.Ban.class,
            ModerationCommands.Unban.class,
            ModerationCommands.Mute.class,
            ModerationCommands.Unmute.class,
            ModerationCommands.SetAccess.class,
            ModerationCommands.Lock.class,
            ModerationCommands.Unlock.class,
            ModerationCommands.Slow.class,
            ModerationCommands.Roles.class,
            LeaseCommands.Lease.class,
            LeaseCommands.Audit.class,
            InvitationCommands.class,
        },
        footer = {
            "",
            "Ends with 0 if it was done, 1 if the room service refused (the line on stderr has the reason), 2 for a wrong"
                    + " command line, 4 if the room service cannot be reached."
        })
public final class RoomsCommand implements Callable<Integer> {
    private static final String ROOM = "ROOM";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--nick",
            paramLabel = "NICK",
            scope = ScopeType.INHERIT,
            description = "The guest who does it. Default: the user's name.")
    private String nick = RoomsSession.nickOf(System.getProperty("user.name", ""));

    @Mixin
    private final ServiceOptions to = new ServiceOptions();

    @Option(
            names = "--admin",
            scope = ScopeType.INHERIT,
            description =
                    "Do it as whoever runs the server, an owner of each room: with people.admin of --data, or with an"
                            + " --account that is an administrator.")
    private boolean admin;

    <T> T ask(RoomsSession.Ask<T> ask) {
        if (admin) {
            return RoomsSession.manage(to.service(), to.login(), session -> ask.of(session.rooms()));
        }
        return RoomsSession.ask(to.service(), to.login(), nick, ask);
    }

    /** Every room that the session may see, page by page. */
    static List<RoomInfo> all(PersonSession session) throws RemoteException, Refused {
        List<RoomInfo> all = new ArrayList<>();
        List<RoomInfo> page = session.list("");
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < PersonSession.PAGE
                    ? List.of()
                    : session.list(page.get(page.size() - 1).name());
        }
        return all;
    }

    /** Without a subcommand: on a terminal it asks, elsewhere and with {@code --admin} it is a wrong command line. */
    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        Console terminal = System.console();
        if (admin || terminal == null || !terminalInput()) {
            throw new ParameterException(line, "Missing required subcommand");
        }
        return dialog(new BufferedReader(terminal.reader()), line.getOut()).run();
    }

    /** Since Java 22 there is a console without a terminal too. */
    private static boolean terminalInput() {
        try {
            Path input = Path.of("/proc/self/fd/0");
            return !Files.isSymbolicLink(input)
                    || Files.readSymbolicLink(input).toString().matches("/dev/(pts/|tty|console).*");
        } catch (IOException e) {
            return false;
        }
    }

    RoomsDialog dialog(BufferedReader in, PrintWriter out) {
        return new RoomsDialog(in, out, nick, new RoomsDialog.Asking() {
            @Override
            public <T> T ask(String as, RoomsSession.Ask<T> ask) {
                return RoomsSession.ask(to.service(), to.login(), as, ask);
            }
        });
    }

    private int print(RoomInfo room, String sentence) {
        return to.print(room, RoomsJson::room, sentence);
    }

    int printRules(RoomInfo room) {
        return print(room, RoomsText.rules(room));
    }

    int printStandings(List<Standing> standings) {
        return to.printAll(standings, RoomsJson::standing, RoomsText::standings);
    }

    int printStanding(Standing standing) {
        return to.print(standing, RoomsJson::standing, RoomsText.standing(standing));
    }

    int printInvitation(InvitationInfo one, String line) {
        return to.print(one, made -> RoomsJson.invitation(made, line), line);
    }

    int printInvitations(List<InvitationInfo> all) {
        return to.printAll(all, one -> RoomsJson.invitation(one, ""), RoomsText::invitations);
    }

    int printRevoked(String room, long id) {
        return to.say(RoomsJson.revoked(room, id), "invitation " + id + " to '" + room + "' is void.");
    }

    int done(String what, String room, String whom) {
        return to.say(RoomsJson.done(what, room, whom), "'" + whom + "' was " + what + " from '" + room + "'.");
    }

    /** Has something decided, and prints the answer's lines, or for programs that it was {@code done}. */
    int printDecided(String room, Decision decision, String done, String about) {
        Decided decided = ask(session -> session.decide(decision));
        return to.printAll(List.of(decided), one -> RoomsJson.done(done, room, about), one -> decided.lines());
    }

    int printAudit(List<AuditLine> lines) {
        return to.printAll(lines, RoomsJson::audit, RoomsText::audit);
    }

    private int done(String what, String room) {
        return to.say(RoomsJson.done(what, room), "'" + room + "' " + what + ".");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists the rooms that are public or in which you have a role.")
    int list() {
        List<RoomInfo> rooms = ask(RoomsCommand::all);
        return to.printAll(rooms, RoomsJson::room, RoomsText::rooms);
    }

    @Command(mixinStandardHelpOptions = true, description = "Creates a room.")
    int create(
            @Parameters(paramLabel = ROOM) String room,
            @Option(
                            names = "--keeps",
                            paramLabel = "WHAT",
                            defaultValue = "",
                            description = "nothing, a time like 7d, a number of messages, or all. Default: as the room"
                                    + " service is set up.")
                    String keeps,
            @Option(names = "--topic", paramLabel = "TEXT", defaultValue = "", description = "What it is about.")
                    String topic,
            @Option(
                            names = "--access",
                            paramLabel = "ACCESS",
                            defaultValue = "",
                            description = "public, unlisted (who knows its name comes in) or invited. Default: public.")
                    String access,
            @Option(
                            names = "--lifetime",
                            paramLabel = "TIME",
                            converter = DurationConverter.class,
                            description = "After which it is erased with all in it, like 2h or 7d. Default: never.")
                    @Nullable
                    Duration lifetime) {
        long seconds = lifetime == null ? 0 : Math.max(1, lifetime.toSeconds());
        RoomInfo made = ask(session -> session.create(new RoomSpec(room, keeps, topic, access, seconds)));
        String ends = made.endsAt() == 0 ? "." : " and ends at " + Times.minute(made.endsAt()) + ".";
        return print(made, "created '" + made.name() + "', which keeps " + made.keeps() + ends);
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes you a member of a room, also while you are away.")
    int join(@Parameters(paramLabel = ROOM) String room) {
        RoomInfo joined = ask(session -> session.join(room));
        return print(joined, nick + " is a member of '" + joined.name() + "'.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Ends your membership of a room.")
    int leave(@Parameters(paramLabel = ROOM) String room) {
        ask(session -> {
            session.leave(room);
            return true;
        });
        return done("left", room);
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the members of a room.")
    int members(@Parameters(paramLabel = ROOM) String room) {
        List<MemberInfo> members = ask(session -> session.members(room));
        return to.printAll(members, RoomsJson::member, RoomsText::members);
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows a room.")
    int show(@Parameters(paramLabel = ROOM) String room) {
        RoomInfo shown = ask(session -> session.describe(room));
        return print(shown, String.join(System.lineSeparator(), RoomsText.room(shown)));
    }

    @Command(mixinStandardHelpOptions = true, description = "Sets the topic of a room; an empty one clears it.")
    int topic(
            @Parameters(paramLabel = ROOM) String room,
            @Parameters(paramLabel = "TEXT", arity = "1..*") List<String> text) {
        RoomInfo now = ask(session -> session.setTopic(room, String.join(" ", text)));
        return print(now, "the topic of '" + now.name() + "' is set.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Deletes a room, its members and what it keeps.")
    int delete(
            @Parameters(paramLabel = ROOM) String room,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        if (!yes && !confirmed(room)) {
            throw new Failure(
                    ExitCode.USAGE, "'" + room + "' was not deleted; say --yes to delete without being asked");
        }
        ask(session -> {
            session.delete(room);
            return true;
        });
        return done("deleted", room);
    }

    /** Asks on a terminal; without one, or at its end, the answer is no. */
    private static boolean confirmed(String room) {
        Console terminal = System.console();
        String answer = terminal == null
                ? null
                : terminal.readLine("Delete '%s' with everything in it? This cannot be undone. [y/N] ", room);
        return answer != null
                && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
    }
}
