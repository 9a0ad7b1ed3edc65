package thiscord.system.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may import whom: the table of the house, closed; and no circles. */
class LayersTest {
    /** A module's package, and what it may import besides itself, the JDK, JSpecify and (in its json package) Jackson. */
    record Layer(String home, List<String> mayImport) {
        @Override
        public String toString() {
            return home;
        }
    }

    private static final String PROTOCOL = "thiscord.protocol..";
    private static final String CLI = "thiscord.cli..";
    private static final String TLS = "thiscord.tls..";
    private static final String LINK = "thiscord.link..";
    private static final String RMI = "thiscord.rmi..";
    private static final String PUBLISHER = "thiscord.publisher..";
    private static final String PICOCLI = "picocli..";

    static final List<Layer> LAYERS = List.of(
            new Layer("thiscord.protocol", List.of("javax.crypto..", "javax.net.ssl..")),
            new Layer("thiscord.cli", List.of(PROTOCOL, PICOCLI, "com.sun.management..")),
            new Layer("thiscord.tls", List.of(CLI, PICOCLI, "org.bouncycastle..", "javax.net.ssl..")),
            new Layer("thiscord.link", List.of(CLI, TLS, PICOCLI, "org.zeromq..", "zmq..")),
            new Layer("thiscord.rmi", List.of(PROTOCOL, CLI, TLS)),
            new Layer("thiscord.broker", List.of(PROTOCOL, CLI, TLS, PICOCLI, "org.zeromq..", "zmq..", "jdk.net..")),
            new Layer("thiscord.publisher", List.of(PROTOCOL, CLI, TLS, LINK, PICOCLI, "org.zeromq..", "zmq..")),
            new Layer(
                    "thiscord.subscriber",
                    List.of(PROTOCOL, CLI, TLS, LINK, PICOCLI, "org.zeromq..", "zmq..", "javax.crypto..")),
            new Layer(
                    "thiscord.rooms",
                    List.of(
                            PROTOCOL,
                            CLI,
                            TLS,
                            RMI,
                            PICOCLI,
                            PUBLISHER,
                            "org.sqlite..",
                            "org.bouncycastle..",
                            "javax.crypto..")),
            new Layer(
                    "thiscord.hub",
                    List.of(
                            PROTOCOL,
                            CLI,
                            TLS,
                            PICOCLI,
                            PUBLISHER,
                            "thiscord.mailbox.blocks",
                            "thiscord.processing.calc",
                            "thiscord.processing.pipeline",
                            "thiscord.processing.json",
                            "io.netty..",
                            "org.sqlite..",
                            "javax.crypto..")),
            new Layer("thiscord.client", List.of(PROTOCOL, CLI, TLS, PICOCLI, "org.jline..")),
            new Layer("thiscord.mailbox", List.of(PROTOCOL, CLI, TLS, PICOCLI, "io.netty..")),
            new Layer("thiscord.processing", List.of(PROTOCOL, CLI, TLS, RMI, PICOCLI)),
            new Layer("thiscord.ctl", List.of(CLI, PICOCLI, "jdk.net..")),
            new Layer("thiscord.bench", List.of(PROTOCOL, CLI, PICOCLI, "org.HdrHistogram..")),
            new Layer("thiscord.launcher", List.of("thiscord..", PICOCLI)));

    @ParameterizedTest
    @FieldSource("LAYERS")
    void aModuleImportsOnlyWhatTheTableAllows(Layer layer) {
        House.obeys(onlyItsOwn(layer));
    }

    @Test
    void everyPackageBelongsToOneModule() {
        Set<String> homes = LAYERS.stream().map(Layer::home).collect(Collectors.toSet());
        Map<Boolean, List<String>> packages = House.CLASSES.stream()
                .map(type -> type.getPackageName())
                .distinct()
                .collect(Collectors.partitioningBy(
                        name -> homes.stream().anyMatch(home -> name.equals(home) || name.startsWith(home + "."))));

        assertThat(packages.get(false)).isEmpty();
    }

    @Test
    void packagesFormNoCircle() {
        House.obeys(noCircle("thiscord.(**)"));
    }

    @Test
    void theRulesSeeAForeignImportAndACircle() {
        House.wouldSee(
                onlyItsOwn(new Layer(House.FIXTURE + ".left", List.of())), "thiscord.system.house.fixture.right.Right");
        House.wouldSee(noCircle(House.FIXTURE + ".(*)"), "Cycle detected");
    }

    private static ArchRule onlyItsOwn(Layer layer) {
        List<String> allowed = new ArrayList<>(layer.mayImport());
        Stream.of(layer.home() + "..", "java..", "org.jspecify..", "com.fasterxml.jackson..", "")
                .forEach(allowed::add);
        return classes()
                .that()
                .resideInAPackage(layer.home() + "..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(new String[0]));
    }

    private static ArchRule noCircle(String packages) {
        return slices().matching(packages).should().beFreeOfCycles();
    }
}
