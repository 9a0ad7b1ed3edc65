package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;

/** {@code thiscord people}, and {@code thiscord rooms --account}, as they are typed. */
@Timeout(60)
class PeopleCommandIT {
    @TempDir
    private Path folder;

    private String registry = "";

    private record Ran(int code, String out, String err) {}

    private Ran run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--registry", registry));
        if (!all.contains("--data")) {
            all.addAll(List.of("--data", folder.toString()));
        }
        return new Ran(Main.run(line, all.toArray(new String[0])), out.toString(), err.toString());
    }

    private Ran people(String... arguments) {
        return run(new PeopleCommand(), arguments);
    }

    private Ran asAdmin(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return people(all.toArray(new String[0]));
    }

    @Test
    void accountsAreMadeUsedAndEndedFromTheCommandLine() throws Exception {
        String one = Files.writeString(folder.resolve("one"), "correct horse\n").toString();
        String two = Files.writeString(folder.resolve("two"), "another horse\n").toString();
        String key = folder.resolve("alice.pem").toString();
        try (RoomServer server = RoomServer.start(RoomServerSettings.of(folder, 0))) {
            registry = server.registryAddress().toString();

            assertThat(asAdmin("list").out()).contains("no accounts yet");
            assertThat(asAdmin("add", "alice", "--new-password-file", one))
                    .isEqualTo(new Ran(0, "'alice' has an account now.\n", ""));
            assertThat(people("key", key).out()).startsWith("MCowBQYDK2VwAyEA");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(key))))
                    .isEqualTo("rw-------");
            assertThat(people("key", key).err()).contains("it is there already");
            assertThat(people("add-key", "alice", key, "--account", "alice", "--password-file", one)
                            .code())
                    .isZero();
            assertThat(run(new RoomsCommand(), "create", "lab", "--account", "alice", "--key", key)
                            .out())
                    .startsWith("created 'lab'");
            assertThat(run(new RoomsCommand(), "list", "--nick", "alice").err()).contains("refused (nick-registered)");
            assertThat(people("list", "--account", "alice", "--key", key).err())
                    .contains("refused (not-allowed): Managing accounts needs an administrator");
            assertThat(people("password", "--account", "alice", "--password-file", one, "--new-password-file", two))
                    .isEqualTo(new Ran(0, "'alice' has another password.\n", ""));
            assertThat(asAdmin("list", "--json").out())
                    .startsWith("{\"account\":\"alice\",\"admin\":false,\"disabled\":false,\"password\":true,")
                    .contains("\"keys\":[\"MCow");
            assertThat(asAdmin("disable", "alice").out()).isEqualTo("'alice' can not log in any more.\n");
            assertThat(run(new RoomsCommand(), "list", "--account", "alice", "--password-file", two)
                            .err())
                    .contains("refused (not-allowed): The account 'alice' is disabled");
            assertThat(asAdmin("enable", "alice").code()).isZero();
            assertThat(asAdmin("admin", "alice").code()).isZero();
            assertThat(people("remove-key", "alice", key, "--account", "alice", "--password-file", two)
                            .code())
                    .isZero();
            assertThat(people("list", "--account", "alice", "--password-file", two)
                            .out())
                    .contains("alice  yes    no        yes       0");
            assertThat(people("register", "bob", "--new-password-file", one).err())
                    .contains("refused (not-allowed): Only an administrator makes accounts here");
            assertThat(people("list", "--data", folder.resolve("elsewhere").toString()))
                    .matches(ran -> ran.code() == ExitCode.BAD_CONFIGURATION
                            && ran.err().contains("accounts are managed by who can read"));
            assertThat(asAdmin("remove", "alice").out())
                    .startsWith(
                            "'alice' has no account any more. Its roles, memberships, invitations and waiting mail");
            assertThat(asAdmin("remove", "alice").err()).contains("refused (no-such-nick)");
        }
    }
}
