package thiscord.rooms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import thiscord.cli.ExitCode;
import thiscord.protocol.Action;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.rules.Times;

/** The subcommands of {@code thiscord rooms} about time: when a room ends, and what was decided when. */
final class LeaseCommands {
    private LeaseCommands() {}

    /** When it ends. */
    @Command(
            name = "lease",
            mixinStandardHelpOptions = true,
            description = {
                "Shows when a room ends, or sets it: a time from now like 2h or 7d, or none. 'more 2h' adds to it; who does not"
                        + " own the room asks its owners for that.",
                "",
                "At its end a room is erased with all that was said in it. Who is in it is warned a day, an hour and five"
                        + " minutes before."
            })
    static final class Lease extends ModerationCommands.OfRoom {
        @Parameters(
                index = "1..*",
                arity = "0..2",
                paramLabel = "TIME | more TIME | none",
                description = "From now on, or in addition.")
        private List<String> value = new ArrayList<>();

        @Override
        public Integer call() {
            String written = String.join(" ", value);
            return rooms().printDecided(room, new Decision(Action.LEASE.wire(), room, "", written, ""), "lease", "");
        }
    }

    /** What was decided. */
    @Command(
            name = "audit",
            mixinStandardHelpOptions = true,
            description = {
                "Shows who decided what, the newest last: of a room for its owners and moderators; without a room, of all"
                        + " that you moderate.",
                "",
                "There is no text of a message in it and no topic. It goes back 90 days and 10000 lines. Of a room that was"
                        + " erased nothing is left but that, when and by whom."
            })
    static final class Audit implements Callable<Integer> {
        @ParentCommand
        @Nullable
        private RoomsCommand rooms;

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(index = "0", arity = "0..1", paramLabel = "ROOM", description = "Default: all that you moderate.")
        private String room = "";

        @Option(names = "--since", paramLabel = "TIME|DATE", description = "Only the last 12h or 7d, or since a date.")
        private String since = "";

        @Override
        public Integer call() {
            RoomsCommand command = Objects.requireNonNull(rooms, "set by picocli");
            long from = from();
            command.printAudit(command.ask(session -> {
                List<AuditLine> all = new ArrayList<>();
                long before = Long.MAX_VALUE;
                for (List<AuditLine> page = session.audit(room, before, from); !page.isEmpty(); ) {
                    all.addAll(page);
                    before = page.get(page.size() - 1).number();
                    page = page.size() < PersonSession.PAGE ? List.of() : session.audit(room, before, from);
                }
                Collections.reverse(all);
                return all;
            }));
            return ExitCode.OK;
        }

        private long from() {
            if (since.isEmpty()) {
                return 0;
            }
            long from = Times.since(since, System.currentTimeMillis());
            if (from == 0) {
                throw new ParameterException(
                        Objects.requireNonNull(spec, "set by picocli").commandLine(), "--since is " + Times.FORM);
            }
            return from;
        }
    }
}
