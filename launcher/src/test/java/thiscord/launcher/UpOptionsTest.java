package thiscord.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonDifferenceCalculator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import thiscord.broker.BrokerSettings;
import thiscord.cli.Address;

/** Each option of {@code up} reaches the planes that it is about; a new one has to be named here. */
class UpOptionsTest {
    private enum Plane {
        HUB,
        ROOMS,
        BROKER,
        GATE
    }

    /** What is given to an option, and which planes are set up differently then. */
    private record Case(String value, Set<Plane> planes) {
        static Case of(String value, Plane first, Plane... more) {
            return new Case(value, EnumSet.of(first, more));
        }
    }

    private static final Map<String, Case> CASES = new TreeMap<>();

    static {
        CASES.put("--data", Case.of("/nowhere/else", Plane.HUB, Plane.ROOMS));
        CASES.put("--hub-port", Case.of("1", Plane.HUB));
        CASES.put("--registry-port", Case.of("1", Plane.ROOMS));
        CASES.put("--broker-in-port", Case.of("1", Plane.BROKER));
        CASES.put("--broker-out-port", Case.of("1", Plane.BROKER));
        CASES.put("--broker-replay-port", Case.of("1", Plane.BROKER));
        CASES.put("--keep-events", Case.of("", Plane.BROKER));
        CASES.put("--events-listen", Case.of("[::1]", Plane.GATE));
        CASES.put("--rooms-listen", Case.of("[::1]", Plane.ROOMS));
        CASES.put("--guests", Case.of("off", Plane.ROOMS));
        CASES.put("--registration", Case.of("open", Plane.ROOMS));
        CASES.put("--rooms-per-person", Case.of("7", Plane.ROOMS));
        CASES.put("--durability", Case.of("power", Plane.HUB));
        CASES.put("--keep-room-mib", Case.of("77", Plane.HUB));
        CASES.put("--keep-mib", Case.of("777", Plane.HUB));
        CASES.put("--keep-free-mib", Case.of("77", Plane.HUB));
        CASES.put("--mail-age", Case.of("1d", Plane.HUB));
        CASES.put("--open-rooms", Case.of("", Plane.HUB));
        CASES.put("--flush-after", Case.of("1s", Plane.HUB));
        CASES.put("--loops", Case.of("13", Plane.HUB));
        CASES.put("--line-bytes", Case.of("9000", Plane.HUB));
        CASES.put("--text-chars", Case.of("1000", Plane.HUB));
        CASES.put("--rooms-per-session", Case.of("7", Plane.HUB));
        CASES.put("--members-per-room", Case.of("77", Plane.HUB, Plane.ROOMS));
        CASES.put("--max-rooms", Case.of("2500", Plane.HUB, Plane.ROOMS));
        CASES.put("--max-sessions", Case.of("777", Plane.HUB));
        CASES.put("--sessions-per-address", Case.of("77", Plane.HUB));
        CASES.put("--listen", Case.of("[::1]", Plane.HUB));
        CASES.put("--plain-text-beyond-loopback", Case.of("", Plane.HUB));
        CASES.put("--processors", Case.of("/nowhere/processors.conf", Plane.HUB));
        CASES.put("--require-tls", Case.of("", Plane.HUB, Plane.ROOMS));
        CASES.put("--tls-key", Case.of("/nowhere/key --tls-cert /nowhere/cert", Plane.HUB, Plane.ROOMS));
        CASES.put("--tls-cert", Case.of("/nowhere/cert --tls-key /nowhere/key", Plane.HUB, Plane.ROOMS));
        CASES.put("--flood-rate", Case.of("7", Plane.HUB));
        CASES.put("--flood-burst", Case.of("7", Plane.HUB));
        CASES.put("--address-rate", Case.of("7", Plane.HUB));
        CASES.put("--address-burst", Case.of("7", Plane.HUB));
        CASES.put("--flood-patience", Case.of("7s", Plane.HUB));
        CASES.put("--limit-loopback", Case.of("", Plane.HUB));
        CASES.put("--hello-deadline", Case.of("7s", Plane.HUB));
        CASES.put("--line-deadline", Case.of("7s", Plane.HUB));
        CASES.put("--idle-limit", Case.of("7m", Plane.HUB));
        CASES.put("--keep-alive", Case.of("7m", Plane.HUB));
    }

    private static Map<Plane, Object> planes(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("up", "--data", "/nowhere"));
        if (arguments.contains("--data")) {
            all = new ArrayList<>(List.of("up"));
        }
        all.addAll(arguments);
        CommandLine line = Launcher.commandLine(all.toArray(new String[0]));
        line.parseArgs(all.toArray(new String[0]));
        UpCommand up = line.getSubcommands().get("up").getCommand();
        UpSettings settings = up.settings().checked();
        Address any = Address.loopback(0);
        return Map.of(
                Plane.HUB, settings.hub(any, any),
                Plane.ROOMS, settings.rooms(any),
                Plane.BROKER, settings.broker(),
                Plane.GATE, settings.gates());
    }

    private static boolean differ(Object one, Object other) {
        return !new RecursiveComparisonDifferenceCalculator()
                .determineDifferences(one, other, new RecursiveComparisonConfiguration())
                .isEmpty();
    }

    @Test
    void eachOptionReachesThePlanesThatItIsAbout() {
        Map<Plane, Object> usual = planes(List.of());

        CASES.forEach((option, wanted) -> {
            List<String> arguments = new ArrayList<>(List.of(option));
            if (!wanted.value().isEmpty()) {
                arguments.addAll(List.of(wanted.value().split(" ")));
            }
            Map<Plane, Object> chosen = planes(arguments);
            Set<Plane> changed = EnumSet.noneOf(Plane.class);
            for (Plane plane : Plane.values()) {
                if (differ(usual.get(plane), chosen.get(plane))) {
                    changed.add(plane);
                }
            }
            assertThat(changed).as(option).isEqualTo(wanted.planes());
        });
    }

    @Test
    void eventsThatAreKeptSurviveAPowerCutIfMessagesDo() {
        Object kept = planes(List.of("--keep-events")).get(Plane.BROKER);
        Object surviving =
                planes(List.of("--keep-events", "--durability", "power")).get(Plane.BROKER);

        assertThat(((BrokerSettings) kept).survivesPowerCut()).isFalse();
        assertThat(((BrokerSettings) surviving).survivesPowerCut()).isTrue();
    }

    @Test
    void noOptionIsForgottenHere() {
        CommandLine line = Launcher.commandLine("up");
        Set<String> options = new TreeSet<>();
        for (OptionSpec option :
                line.getSubcommands().get("up").getCommandSpec().options()) {
            options.add(option.longestName());
        }
        options.removeAll(Set.of("--help", "--version", "--verbose"));

        assertThat(CASES.keySet()).isEqualTo(options);
    }
}
