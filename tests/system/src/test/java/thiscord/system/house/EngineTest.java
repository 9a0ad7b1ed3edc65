package thiscord.system.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

/** The room engine and the protocol are given everything: sockets, threads, time and logs are not theirs to fetch. */
class EngineTest {
    private static final String[] MACHINERY = {
        "java.net..", "java.nio.channels..", "java.util.concurrent..", "java.util.logging..", "io.netty..", "java.rmi.."
    };

    @Test
    void theEngineHasNoSocketsThreadsClocksOrLoggers() {
        House.obeys(noMachinery("thiscord.hub.engine.."));
        House.obeys(noThreads("thiscord.hub.engine.."));
        House.obeys(noClock("thiscord.hub.engine.."));
    }

    @Test
    void theLanguageHasNoThreadsClocksOrLoggers() {
        String[] language = {"thiscord.protocol", "thiscord.protocol.text", "thiscord.protocol.json"};

        House.obeys(noMachinery(language));
        House.obeys(noThreads(language));
        House.obeys(noClock(language));
    }

    @Test
    void theRulesSeeASocketAThreadAClockAndALogger() {
        House.wouldSee(noMachinery(House.FIXTURE), "java.net.Socket", "java.util.concurrent");
        House.wouldSee(noThreads(House.FIXTURE), "java.lang.Thread", "java.lang.System$Logger");
        House.wouldSee(noClock(House.FIXTURE), "currentTimeMillis", "nanoTime", "java.time.Instant.now");
    }

    private static ArchRule noMachinery(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MACHINERY);
    }

    private static ArchRule noThreads(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class);
    }

    private static ArchRule noClock(String... where) {
        return noClasses()
                .that()
                .resideInAnyPackage(where)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now");
    }
}
