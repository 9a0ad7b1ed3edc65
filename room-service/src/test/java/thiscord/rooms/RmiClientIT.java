package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.kit.Checkout;
import thiscord.kit.Processes;
import thiscord.kit.Running;
import thiscord.protocol.directory.Login;

/** The room service for people without a subcommand, and for a Java program that has the jar of the protocol alone. */
@Timeout(120)
class RmiClientIT {
    @RegisterExtension
    private final Processes processes = new Processes();

    @TempDir
    private Path folder;

    @Test
    void theClientOfTheManualRunsWithTheProtocolAloneAndAlsoASecondTime() throws Exception {
        String manual = Files.readString(Checkout.root().resolve("docs/OPERATIONS.md"));
        String program = manual.substring(manual.indexOf("import java.rmi.registry.LocateRegistry;"));
        program = program.substring(0, program.indexOf("```"));
        assertThat(program.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
        Path source = Files.writeString(folder.resolve("Rooms.java"), program);
        String protocol = Path.of(Login.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        try (RoomServer server = RoomServer.start(RoomServerSettings.of(folder.resolve("data"), 0))) {
            for (int i = 0; i < 2; i++) {
                Running client = processes.start(
                        java,
                        "-cp",
                        protocol,
                        source.toString(),
                        "" + server.registryAddress().port());
                assertThat(client.out().toTheEnd()).containsExactly("lab: 1");
                assertThat(client.exit()).isZero();
            }
        }
    }

    @Test
    void theDialogListsRoomsAsksForNickAndActionAndGoesOnAfterARefusal() {
        try (RoomServer server = RoomServer.start(RoomServerSettings.of(folder.resolve("data"), 0))) {
            RoomsCommand command = new RoomsCommand();
            CommandLine line = new CommandLine(command);
            line.parseArgs("--registry", server.registryAddress().toString(), "--nick", "alice");
            StringWriter out = new StringWriter();
            String typed = "ann\ncreate\nlab\njoin\nnowhere\nfly\nDelete\nlab\ny\nquit\n";

            int exit = command.dialog(new BufferedReader(new StringReader(typed)), new PrintWriter(out, true))
                    .run();

            assertThat(exit).isZero();
            assertThat(List.of(out.toString().split("\\R")))
                    .anyMatch(l -> l.startsWith("There are no rooms yet"))
                    .anyMatch(
                            l -> l.contains("Nick [alice]: ") && l.contains("Room: created 'lab'; you are its owner."))
                    .anyMatch(l -> l.matches("lab +1 .*"))
                    .anyMatch(l -> l.contains("refused (no-such-room)"))
                    .anyMatch(l -> l.contains("there is no action 'fly'"))
                    .anyMatch(l -> l.contains("'lab' deleted."));
        }
    }
}
