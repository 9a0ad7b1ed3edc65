package thiscord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Main;
import thiscord.hub.Hub;
import thiscord.hub.HubSettings;

/** The command against real sockets: the real hub, and hubs that behave badly. */
class HubBenchIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @EnumSource
    void everyMessageReachesEveryMemberOfTheRealHub(Speech dialect) throws Exception {
        try (Hub hub = Hub.start(HubSettings.alone(0))) {
            int exit = bench(
                    hub.address(),
                    "--rooms=3",
                    "--members=4",
                    "--senders=2",
                    "--seconds=1",
                    "--dialect=" + dialect,
                    "--json");

            assertThat(err.toString()).contains("warming up: 1 of 2 s");
            assertThat(exit).isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("\"rooms\":3,", "\"lost\":0,", "\"refused\":0,");
            assertThat(deliveries()).isPositive();
        }
    }

    @Test
    void aRateIsNotExceeded() throws Exception {
        try (Hub hub = Hub.start(HubSettings.alone(0).withOpenRooms(true))) {
            int exit = bench(hub.address(), "--members=5", "--rate=100", "--seconds=2", "--json");

            assertThat(exit).isEqualTo(ExitCode.OK);
            assertThat(deliveries()).isBetween(1L, 5000L);
        }
    }

    @Test
    void aRoomThatCannotBeMadeIsOneLineAndExitFour() throws Exception {
        try (ScriptedHub hub = new ScriptedHub((before, line) -> List.of("! Rooms are not made here."))) {
            int exit = bench(hub.address(), "--members=2");

            assertThat(exit).isEqualTo(ExitCode.CANNOT_REACH);
            assertThat(err.toString().lines())
                    .containsExactly("hub: the hub at " + hub.address() + " refuses: Rooms are not made here.");
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void aHubThatHangsUpIsOneLineAndExitFour() throws Exception {
        try (ScriptedHub hub = new ScriptedHub((before, line) -> List.of())) {
            int exit = bench(hub.address());

            assertThat(exit).isEqualTo(ExitCode.CANNOT_REACH);
            assertThat(err.toString().lines()).hasSize(1);
            assertThat(err.toString()).contains("cannot reach the hub at " + hub.address());
        }
    }

    @Test
    void whatDoesNotComeBackIsCountedAsLostAndWhatIsRefusedIsQuoted() throws Exception {
        try (ScriptedHub hub = new ScriptedHub(
                (before, line) -> line.startsWith("/") ? List.of("* joined it; 1 here") : List.of("! Hush."))) {
            int exit = bench(hub.address(), "--members=1", "--window=4", "--seconds=1");

            assertThat(exit).isEqualTo(ExitCode.OK);
            assertThat(out.toString()).contains("deliveries/s 0 ", "(Hush.)").doesNotContain("lost 0");
        }
    }

    @Test
    void aHubThatIsNotThereIsOneLineAndExitFour() throws Exception {
        int exit = bench(free());

        assertThat(exit).isEqualTo(ExitCode.CANNOT_REACH);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("cannot reach the hub at 127.0.0.1:", "refused");
    }

    @Test
    void aSettingOutOfRangeIsOneLineAndExitTwo() throws Exception {
        int exit = bench(free(), "--senders=200");

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("--senders is 1 to --members");
    }

    private int bench(Address hub, String... options) {
        CommandLine line = new CommandLine(new HubBenchCommand());
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] arguments = new String[options.length + 1];
        arguments[0] = hub.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Main.run(line, arguments);
    }

    private long deliveries() {
        return Long.parseLong(out.toString().replaceAll("(?s).*\"deliveries\":([0-9]+),.*", "$1"));
    }

    /** An address that nobody listens on. */
    private static Address free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Address.loopback(socket.getLocalPort());
        }
    }
}
