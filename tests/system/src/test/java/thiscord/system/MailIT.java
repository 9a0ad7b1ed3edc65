package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.LinePeer;
import thiscord.kit.Planes;
import thiscord.kit.Processes;

/** What waits for people who are away, as they and those who wrote to them see it. */
class MailIT {
    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private static LinePeer json(Planes up, String nick) throws IOException {
        return LinePeer.connect(up.hub()).hello(nick);
    }

    private static LinePeer text(Planes up, String nick) throws IOException {
        LinePeer peer = LinePeer.connect(up.hub()).send("/nick " + nick);
        peer.until("* you are " + nick);
        return peer;
    }

    private static String msg(String to, String text, String id) {
        return "{\"type\":\"msg\",\"to\":\"" + to + "\",\"text\":\"" + text + "\",\"id\":\"" + id + "\"}";
    }

    /** What it is told before the answer to what it asks next. */
    private static List<String> before(LinePeer peer, String question, String answer) throws IOException {
        List<String> lines = new ArrayList<>();
        peer.send(question);
        for (String line = peer.line(); !line.contains(answer); line = peer.line()) {
            lines.add(line);
        }
        return lines;
    }

    private static List<String> mail(LinePeer json) throws IOException {
        return before(json, "{\"type\":\"ping\"}", "\"type\":\"pong\"");
    }

    @Test
    void whatWasSaidToWhoIsAwaySurvivesAKillAndIsGivenOnceInOrderBeforeAnythingElse() throws IOException {
        Planes first = processes.up(folder);
        try (LinePeer alice = json(first, "alice");
                LinePeer carol = text(first, "carol")) {
            assertThat(alice.send(msg("Bob", "one", "c-1")).line())
                    .contains("\"type\":\"msg\"", "\"to\":\"Bob\"", "\"waits\":true", "\"id\":\"c-1\"");
            carol.send("/msg bob two");
            assertThat(carol.line()).isEqualTo("[carol -> bob] two");
            assertThat(carol.line()).isEqualTo("* that waits for bob");
            // Without the receipt it would be sent again.
            assertThat(alice.send(msg("bob", "one", "c-1"), msg("dora", "hi", "c-2"))
                            .line())
                    .contains("c-1", "\"waits\":true");
            alice.until("c-2");
        }
        first.process().kill();

        Planes second = processes.up(folder);

        try (LinePeer dora = text(second, "dora")) {
            assertThat(dora.line()).matches("\\[alice -> dora \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ] hi");
            assertThat(before(dora, "/ping", "* pong")).isEmpty();
        }
        try (LinePeer bob = json(second, "bob")) {
            List<String> mail = mail(bob);
            assertThat(mail).hasSize(2).allMatch(line -> line.contains("\"replay\":true,\"mail\":"));
            assertThat(mail.get(0)).contains("\"from\":\"alice\",\"to\":\"bob\",\"text\":\"one\"", "\"id\":\"c-1\"");
            assertThat(mail.get(1)).contains("\"from\":\"carol\"", "two");
        }
        try (LinePeer alice = json(second, "alice")) {
            alice.send(msg("bob", "later", "c-3")).until("\"waits\":true");
        }
        try (LinePeer bob = json(second, "bob")) {
            assertThat(mail(bob)).singleElement().asString().contains("later");
        }
        second.process().kill();
        Planes third = processes.up(folder);
        try (LinePeer bob = json(third, "bob")) {
            assertThat(mail(bob)).isEmpty();
        }
    }

    @Test
    void aLotOfMailComesInPagesAndTooMuchOfItIsRefused() throws IOException {
        Planes up = processes.up(folder);
        try (LinePeer alice = json(up, "alice");
                LinePeer carol = json(up, "carol")) {
            for (int n = 0; n < 50; n++) {
                alice.send(msg("bob", "a" + n + "-" + "x".repeat(2000), "a" + n))
                        .until("\"waits\":true");
                carol.send(msg("bob", "c" + n, "c" + n)).until("\"waits\":true");
            }
            assertThat(alice.send(msg("bob", "one too many", "a50")).line())
                    .contains("\"reason\":\"mail-full\"", "\"id\":\"a50\"");
            assertThat(alice.send(msg("guest7", "who is that", "g")).line()).contains("\"reason\":\"no-such-nick\"");
        }

        try (LinePeer bob = text(up, "bob")) {
            List<String> mail = before(bob, "/ping", "* pong");
            assertThat(mail).hasSize(100);
            for (int n = 0; n < 50; n++) {
                assertThat(mail.get(2 * n)).contains("Z] a" + n + "-");
                assertThat(mail.get(2 * n + 1)).endsWith("Z] c" + n);
            }
            assertThat(before(bob, "/ping", "* pong")).isEmpty();
        }
    }

    @Test
    void whoIsMentionedWhileAwayIsToldAlsoAfterAKillUnlessTheRoomIsDeleted() throws Exception {
        Planes first = processes.up(folder);
        try (LinePeer alice = json(first, "alice").join("general")) {
            try (LinePeer robert = json(first, "Robert").join("general")) {
                robert.say("general", "here").until("here");
                alice.say("general", "hello @nobody, @robert and me@robert.example");
                robert.until("hello @nobody");
            }
            alice.until("\"left\":[\"Robert\"]");
            alice.say("general", "see you, @Robert.").until("see you");
            awaitMail("robert", 1);
            rooms(first, "--nick", "dora", "join", "general");

            alice.send("{\"type\":\"create\",\"room\":\"lab\",\"keeps\":\"all\"}")
                    .until("created");
            alice.join("lab");
            json(first, "bob").join("lab").close();
            alice.until("\"left\":[\"bob\"]");
            alice.say("lab", "TOPSECRET for @bob").until("TOPSECRET");
            awaitMail("bob", 1);
            rooms(first, "--nick", "alice", "delete", "lab", "--yes");
            awaitMail("bob", 0);
        }
        first.process().kill();

        Planes second = processes.up(folder);

        try (LinePeer alice = json(second, "alice").join("general")) {
            alice.say("general", "@robert @alice @nobody @dora again").until("again");
            awaitMail("robert", 2);
            awaitMail("dora", 1);
        }
        try (LinePeer robert = json(second, "robert")) {
            List<String> mail = mail(robert);
            assertThat(mail)
                    .hasSize(2)
                    .allMatch(line -> line.contains("{\"type\":\"mention\",\"room\":\"general\",\"seq\":"));
            assertThat(mail.get(0))
                    .contains("\"seq\":3,\"from\":\"alice\",\"text\":\"see you, @Robert.\"", "\"mail\":");
            assertThat(mail.get(1)).contains("again");
        }
        try (LinePeer dora = text(second, "dora")) {
            assertThat(dora.line())
                    .matches("\\[general [^]]+Z, mentions you] alice: @robert @alice @nobody @dora again");
        }
    }

    private void rooms(Planes up, String... arguments) {
        List<String> all = new ArrayList<>(List.of("rooms", "--registry", "127.0.0.1:" + up.rooms()));
        all.addAll(List.of(arguments));
        assertThat(processes.thiscord(all.toArray(new String[0])).exit()).isZero();
    }

    /** A note of a mention has no receipt: it is looked for in the file. */
    private void awaitMail(String nick, int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting(nick) == count);
    }

    private int waiting(String nick) throws SQLException {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("messages.db"));
                Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select count(*) from mail where recipient = '" + nick + "'")) {
            return r.getInt(1);
        }
    }
}
