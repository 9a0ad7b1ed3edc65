package thiscord.system.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.rmi.server.UnicastRemoteObject;
import org.junit.jupiter.api.Test;

/** Who may see which library. */
class LibrariesTest {
    private static final String[] JACKSON = {"com.fasterxml.jackson.."};
    private static final String[] ZEROMQ = {"org.zeromq..", "zmq.."};
    private static final String[] RMI = {"java.rmi..", "javax.rmi.."};
    private static final String[] NETTY = {"io.netty.."};
    private static final String[] SQL = {"org.sqlite..", "java.sql..", "javax.sql.."};

    @Test
    void onlyJsonPackagesSeeJackson() {
        House.obeys(only(JACKSON, "..json"));
    }

    @Test
    void onlyTheEventPlaneSeesZeroMq() {
        House.obeys(
                only(ZEROMQ, "thiscord.link..", "thiscord.broker..", "thiscord.publisher..", "thiscord.subscriber.."));
    }

    @Test
    void onlyTheRoomServiceAndProcessorsAndTheirClientsSeeRmi() {
        House.obeys(only(
                RMI,
                "thiscord.rmi",
                "thiscord.rooms..",
                "thiscord.protocol.directory",
                "thiscord.protocol.processing",
                "thiscord.processing.remote",
                "thiscord.hub.directory"));
    }

    @Test
    void onlyTheHubAndTheServerOfMailboxesSeeNetty() {
        House.obeys(only(NETTY, "thiscord.hub..", "thiscord.mailbox.server"));
    }

    @Test
    void onlyStoresSeeSql() {
        House.obeys(only(SQL, "thiscord.rooms..", "thiscord.hub.log", "thiscord.hub.backup"));
    }

    @Test
    void onlyExportsExports() {
        // The second is for programs that have the protocol alone.
        House.obeys(onlyExports("thiscord.rmi.Exports|thiscord.protocol.processing.ProcessorExport"));
    }

    @Test
    void theRulesSeeEachLibrary() {
        House.wouldSee(only(JACKSON, "nobody"), "ObjectMapper");
        House.wouldSee(only(ZEROMQ, "nobody"), "org.zeromq.ZContext");
        House.wouldSee(only(RMI, "nobody"), "java.rmi.Remote");
        House.wouldSee(only(NETTY, "nobody"), "io.netty.buffer.ByteBuf");
        House.wouldSee(only(SQL, "nobody"), "java.sql.Connection");
        House.wouldSee(onlyExports("nobody"), "exportObject");
    }

    private static ArchRule only(String[] libraries, String... where) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(where)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private static ArchRule onlyExports(String exporter) {
        return noClasses()
                .that()
                .haveNameNotMatching(exporter)
                .should()
                .callMethodWhere(exporting())
                .orShould()
                .beAssignableTo(UnicastRemoteObject.class);
    }

    private static DescribedPredicate<JavaMethodCall> exporting() {
        return DescribedPredicate.describe(
                "it exports an object",
                call -> call.getTargetOwner().isAssignableTo(UnicastRemoteObject.class)
                        && call.getName().equals("exportObject"));
    }
}
