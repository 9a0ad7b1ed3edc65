package thiscord.rooms;

import java.util.ArrayList;
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
import thiscord.cli.Address;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.people.Invitation;
import thiscord.protocol.rules.Times;
import thiscord.tls.Fingerprint;

/** {@code thiscord rooms invitation …}: invitations in one line. */
@Command(
        name = "invitation",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes, lists and revokes invitations to a room.",
            "",
            "An invitation is one line; who has it comes in with 'thiscord client LINE', also where guests are not let in,"
                    + " until it is used up, expired or revoked. It is shown once and stored nowhere."
        },
        subcommands = {
            InvitationCommands.Create.class,
            InvitationCommands.ListAll.class,
            InvitationCommands.Revoke.class,
        })
final class InvitationCommands {
    private static final int HUB_PORT = 12_345;

    @ParentCommand
    @Nullable
    private RoomsCommand rooms;

    /** A subcommand about a room. */
    abstract static class OfRoom implements Callable<Integer> {
        @ParentCommand
        @Nullable
        InvitationCommands parent;

        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
        String room = "";

        RoomsCommand rooms() {
            return Objects.requireNonNull(Objects.requireNonNull(parent, "set by picocli").rooms, "set by picocli");
        }

        ParameterException wrong(String text) {
            return new ParameterException(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(), text);
        }
    }

    /** Makes one. */
    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes an invitation and prints its line.")
    static final class Create extends OfRoom {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "member",
                description =
                        "What it makes of who comes: member or reader, by an owner also moderator or owner. Default:"
                                + " member.")
        private String role = "member";

        @Option(
                names = "--uses",
                paramLabel = "N",
                defaultValue = "1",
                description = "How many nicks may come by it, 1 to 1000. Default: 1.")
        private int uses = 1;

        @Option(
                names = "--expires",
                paramLabel = "TIME|DATE",
                defaultValue = "7d",
                description = "After which it lets nobody in, like 12h or 7d, or a date; at most 90d. Default: 7d.")
        private String expires = "7d";

        @Option(
                names = "--at",
                paramLabel = "HOST:PORT",
                description =
                        "Where the hub is for who is invited; up to four times. Default: 127.0.0.1:12345, which is"
                                + " for people at this machine.")
        private List<String> at = new ArrayList<>();

        @Option(
                names = "--hub-key",
                paramLabel = "SHA256:…",
                description =
                        "The fingerprint of the hub's key, which is printed where the hub was started; needed unless"
                                + " every --at is this machine.")
        private String key = "";

        @Override
        public Integer call() {
            long ends = Times.until(expires, System.currentTimeMillis());
            if (expires.isEmpty() || ends <= 0) {
                throw wrong("--expires is " + Times.FORM);
            }
            // A line that could not be read is found out before anything is made.
            line(new InvitationInfo(0, room, role, uses, ends, "", 0, Invitation.newSecret()));
            InvitationInfo made = rooms().ask(session -> session.makeInvitation(room, role, uses, ends));
            return rooms().printInvitation(made, line(made));
        }

        private String line(InvitationInfo made) {
            try {
                List<String> hubs = at.isEmpty() ? List.of("") : at;
                return new Invitation(
                                hubs.stream()
                                        .map(one -> Address.parse(one.isEmpty() ? Address.LOOPBACK : one, HUB_PORT)
                                                .toString())
                                        .toList(),
                                key.isEmpty() ? "" : Fingerprint.parse(key).text(),
                                made.room(),
                                made.role(),
                                made.usesLeft(),
                                made.expires(),
                                made.secret())
                        .line();
            } catch (IllegalArgumentException e) {
                boolean keyIsMissing = String.valueOf(e.getMessage()).endsWith("names the server's key");
                throw wrong(e.getMessage() + (keyIsMissing ? "; say it with --hub-key" : ""));
            }
        }
    }

    /** Lists those of a room. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the invitations to a room that were not revoked and have not expired; never their secrets.")
    static final class ListAll extends OfRoom {
        @Override
        public Integer call() {
            return rooms().printInvitations(rooms().ask(session -> session.invitations(room)));
        }
    }

    /** Makes one void. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Makes an invitation void. Who came by it keeps the role, which 'rooms role' takes away.")
    static final class Revoke extends OfRoom {
        @Parameters(index = "1", paramLabel = "ID", description = "Its number in the list.")
        private long id;

        @Override
        public Integer call() {
            rooms().ask(session -> {
                session.revokeInvitation(room, id);
                return true;
            });
            return rooms().printRevoked(room, id);
        }
    }
}
