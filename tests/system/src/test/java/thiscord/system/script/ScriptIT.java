package thiscord.system.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Checkout;
import thiscord.kit.Lines;
import thiscord.kit.Processes;
import thiscord.kit.Running;

class ScriptIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path temporary;

    private FakeCheckout checkout;

    @BeforeEach
    void copyTheScript() throws IOException {
        checkout = new FakeCheckout(processes, temporary.resolve("a folder/with spaces"));
    }

    @Test
    void buildsOnFirstUseAndThenRunsAtOnce() throws IOException {
        checkout.onPath(checkout.jdk("jdk 21", "21.0.1", true));
        checkout.maven("");

        Running first = checkout.run("rooms", "list", "a b", "");
        Running second = checkoutAfter(first).run("rooms");

        assertThat(first.exit()).isEqualTo(7);
        assertThat(first.err().toTheEnd()).singleElement().asString().contains("building");
        assertThat(first.out().toTheEnd())
                .singleElement()
                .asString()
                .startsWith("<jdk 21>")
                .endsWith("<-jar><" + checkout.home + "/.run/thiscord.jar><rooms><list><a b><>");
        assertThat(second.exit()).isEqualTo(7);
        assertThat(second.err().toTheEnd()).isEmpty();
        assertThat(checkout.built()).isEqualTo(1);
    }

    @Test
    void buildsAgainWhenASourceAPomOrAFolderIsNewer() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("");
        checkout.run("rooms").exit();

        checkout.age(checkout.jar(), -60);
        checkout.run("rooms").exit();
        int afterSource = checkout.built();
        checkout.age(checkout.source(), -120);
        checkout.age(checkout.source().getParent(), -120);
        checkout.age(checkout.home.resolve("launcher/src/main"), -120);
        checkout.age(checkout.home.resolve("pom.xml"), -120);
        checkout.age(checkout.jar(), -60);
        checkout.run("rooms").exit();
        int afterNothing = checkout.built();
        checkout.age(checkout.home.resolve("pom.xml"), 0);
        checkout.run("rooms").exit();

        assertThat(afterSource).isEqualTo(2);
        assertThat(afterNothing).isEqualTo(2);
        assertThat(checkout.built()).isEqualTo(3);
    }

    @Test
    void twoFirstStartsBuildOnce() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        Path go = temporary.resolve("go");
        checkout.maven("while [ ! -e '" + go + "' ]; do sleep 0.05; done");

        Running first = checkout.run("rooms");
        first.err().expect("building");
        Running second = checkout.run("rooms");
        second.err().expect("waiting");
        Files.createFile(go);

        assertThat(List.of(first.exit(), second.exit())).containsExactly(7, 7);
        assertThat(checkout.built()).isEqualTo(1);
    }

    @Test
    void aBuildThatWasKilledIsTakenOver() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("");
        Running dead = processes.start("true");
        dead.exit();
        Path lock = Files.createDirectories(checkout.home.resolve(".run/building"));
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

        Running next = checkout.run("rooms");

        assertThat(next.exit()).isEqualTo(7);
        assertThat(checkout.built()).isEqualTo(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void aBuildThatIsInterruptedLeavesNoLock() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("exec sleep 60");

        Running first = checkout.run("rooms");
        await().atMost(Lines.PATIENCE).until(() -> checkout.built() == 1);
        first.signalAll("TERM");

        assertThat(first.exit()).isEqualTo(143);
        assertThat(checkout.home.resolve(".run/building")).doesNotExist();
    }

    @Test
    void aFailedBuildSaysWhereItsLogIs() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("echo '[ERROR] A.java is wrong'; exit 1");

        Running failed = checkout.run("rooms");

        assertThat(failed.exit()).isEqualTo(1);
        failed.err().expect("A.java is wrong");
        failed.err().expect("^thiscord: the build failed; all of it is in .*build.log$");
        assertThat(checkout.home.resolve(".run/build.log")).content().contains("A.java is wrong");
    }

    @Test
    void saysThatThereIsNoJava() {
        Running none = checkout.run("rooms");

        assertThat(none.exit()).isEqualTo(5);
        assertThat(none.err().toTheEnd()).singleElement().asString().contains("no Java 17 or newer", "install");
    }

    @Test
    void saysThatJavaIsTooOld() throws IOException {
        checkout.onPath(checkout.jdk("jdk8", "1.8.0_402", false));
        Path eleven = checkout.jdk("jdk11", "11.0.2", true);

        Running old = checkout.run(Map.of("JAVA_HOME", eleven.toString()), checkout.home.resolve("thiscord"));

        assertThat(old.exit()).isEqualTo(5);
        assertThat(old.err().toTheEnd())
                .singleElement()
                .asString()
                .contains("jdk11/bin/java is Java 11", "is Java 8", "JAVA_HOME");
    }

    @Test
    void prefersJavaHomeButPassesOverAnOldOne() throws IOException {
        checkout.onPath(checkout.jdk("jdk17", "17", false));
        checkout.maven("");
        Path newest = checkout.jdk("jdk25", "25.0.3", true);
        Path old = checkout.jdk("jdk8", "1.8.0_402", true);
        Path script = checkout.home.resolve("thiscord");

        Running byHome = checkout.run(Map.of("JAVA_HOME", newest.toString()), script, "rooms");
        byHome.exit();
        Running byPath = checkout.run(Map.of("JAVA_HOME", old.toString()), script, "rooms");
        byPath.exit();

        byHome.out().expect("^<jdk25>");
        byPath.out().expect("^<jdk17>");
    }

    @Test
    void saysThatThereIsNoMavenOrNoCompiler() throws IOException {
        Path jre = checkout.jdk("jre", "17.0.15", true);
        checkout.onPath(jre);

        Running noMaven = checkout.run("rooms");
        noMaven.exit();
        Files.delete(jre.resolve("bin/javac"));
        checkout.maven("");
        Running noCompiler = checkout.run("rooms");

        noMaven.err().expect("no Maven found");
        assertThat(noMaven.exit()).isEqualTo(5);
        noCompiler.err().expect("needs a Java compiler");
        assertThat(noCompiler.exit()).isEqualTo(5);
    }

    @Test
    void worksThroughLinksFromAnywhere() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("");
        Path far = Files.createSymbolicLink(temporary.resolve("far"), checkout.home.resolve("thiscord"));
        Path near = Files.createSymbolicLink(temporary.resolve("near"), Path.of("far"));

        Running linked = checkout.run(Map.of(), near, "rooms");

        assertThat(linked.exit()).isEqualTo(7);
        linked.out().expect("<rooms>$");
    }

    @Test
    void theShortNamesOfMailboxesRunTheScriptBesideThem() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("");
        for (String name : List.of("dipc", "dipcrm")) {
            Path script = checkout.home.resolve(name);
            FakeCheckout.executable(script, Files.readString(Checkout.root().resolve(name)));
            Files.createSymbolicLink(temporary.resolve(name), script);
        }

        Running start = checkout.run(Map.of(), checkout.home.resolve("dipc"), "5", "64", "7000", "4");
        Running stop = checkoutAfter(start).run(Map.of(), temporary.resolve("dipcrm"), "7000");

        assertThat(start.exit()).isEqualTo(7);
        start.out().expect("<mailbox><start><5><64><7000><4>$");
        assertThat(stop.exit()).isEqualTo(7);
        stop.out().expect("<mailbox><stop><7000>$");
    }

    @Test
    void givesOptionsToJavaAndEachKindOfCommandItsOwn() throws IOException {
        checkout.onPath(checkout.jdk("jdk", "17.0.15", true));
        checkout.maven("");
        Map<String, String> options = Map.of("THISCORD_JAVA_OPTS", "-Xmx99m -Da=b");

        Running rooms = checkout.run(options, checkout.home.resolve("thiscord"), "-v", "rooms");
        rooms.exit();
        Running up = checkout.run("up");
        up.exit();

        rooms.out().expect("<-XX:TieredStopAtLevel=1>.*<-Xmx99m><-Da=b><-jar>.*<-v><rooms>$");
        assertThat(up.out().expect("^.*$").group())
                .contains("<--enable-native-access=ALL-UNNAMED>")
                .doesNotContain("Tiered");
    }

    @Test
    void limitsServersAndNothingElseWhereJavaCanAndSaysSoWhereItCannot() throws IOException {
        checkout.maven("");
        Path script = checkout.home.resolve("thiscord");
        Map<String, String> java17 =
                Map.of("JAVA_HOME", checkout.jdk("jdk17", "17.0.15", true).toString());
        Map<String, String> java25 =
                Map.of("JAVA_HOME", checkout.jdk("jdk25", "25.0.3", true).toString());
        Map<String, String> off = Map.of("JAVA_HOME", java25.get("JAVA_HOME"), "THISCORD_POLICY", "off");
        String limits =
                "<-Djava.security.manager><-Djava.security.policy==" + checkout.home + "/security.policy><-jar>";
        checkout.run(java17, script, "rooms").exit();

        Running server = checkout.run(java17, script, "chat-hub", "--data", "a b");
        Running newer = checkout.run(java25, script, "-v", "up");
        Running told = checkout.run(off, script, "up");
        Running other = checkout.run(java25, script, "rooms");
        List.of(server, newer, told, other).forEach(Running::exit);

        assertThat(server.out().toTheEnd())
                .singleElement()
                .asString()
                .contains(limits)
                .endsWith("<--data><a b>");
        assertThat(server.err().toTheEnd()).isEmpty();
        assertThat(newer.out().toTheEnd()).singleElement().asString().doesNotContain("security");
        assertThat(newer.err().toTheEnd()).singleElement().asString().contains("Java 25", "OPERATIONS.md");
        assertThat(told.err().toTheEnd()).isEmpty();
        assertThat(other.err().toTheEnd()).isEmpty();
    }

    /** After the first has ended. */
    private FakeCheckout checkoutAfter(Running first) {
        first.exit();
        return checkout;
    }
}
