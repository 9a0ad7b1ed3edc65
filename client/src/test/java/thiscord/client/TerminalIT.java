package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Tmux;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.text.SlashCommand;

/** The client in a real terminal. */
@Timeout(120)
class TerminalIT {
    @TempDir
    Path folder;

    private static Tmux terminal(ScriptedHub hub, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--nick", "ann"));
        arguments.addAll(List.of(more));
        return ClientMain.inTerminal(hub, arguments.toArray(new String[0]));
    }

    @Test
    void theTypedLineStaysWholeWhileAHundredMessagesArrive() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "--room", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");
            String typed = "a line that is being typed while others talk";
            terminal.type(typed.substring(0, 10));
            terminal.awaitLastLine("lab> " + typed.substring(0, 10));

            for (int i = 1; i <= 100; i++) {
                peer.message("lab", i, "bob", "message " + i + ".");
                if (i == 50) {
                    terminal.type(typed.substring(10));
                }
            }
            terminal.awaitLine("message 100.");
            terminal.awaitLastLine("lab> " + typed);

            List<String> heard = terminal.lines().stream()
                    .filter(line -> line.contains("bob: message"))
                    .collect(Collectors.toList());
            assertThat(heard).hasSize(100).allMatch(line -> line.matches("\\d\\d:\\d\\d \\[lab] bob: message \\d+\\."));
            assertThat(terminal.lines())
                    .filteredOn(line -> line.contains("being typed"))
                    .hasSize(1);

            terminal.press("Enter");
            assertThat(peer.echo(101).text()).isEqualTo(typed);
            terminal.awaitLine("[lab] ann: " + typed);
            terminal.awaitLastLine("lab>");
            terminal.press("C-d");
            peer.expect(Command.Quit.class);
            for (int i = 0; i < 300; i++) {
                peer.tell(new Event.Topic("lab", "too late " + i, "bob", "x"));
            }
            peer.tell(new Event.Bye("goodbye"));
            peer.close();
            terminal.awaitLine("ended with 0");
            assertThat(terminal.lines()).noneMatch(line -> line.contains("WARNING") || line.contains("too late"));
        }
    }

    @Test
    void textOfOthersCannotDriveTheTerminal() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "--room", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");

            peer.message("lab", 1, "bob", "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202eabc");
            peer.message("lab", 2, "bob", "two\nlines\ragain");

            terminal.awaitLine("[lab] bob: \u241b[2J\u241b]0;owned\u2407<U+009B>31m<U+202E>abc");
            terminal.awaitLine("[lab] bob: two");
            terminal.awaitLine("[lab] bob: lines");
            terminal.awaitLine("[lab] bob: again");
            terminal.awaitLine("joined lab");
        }
    }

    @Test
    void roomsAreSwitchedCompletedAndLeft() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "general", "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            terminal.awaitLastLine("general>");

            terminal.type("/jo");
            terminal.press("Tab");
            terminal.awaitLastLine("general> /join");
            terminal.type("la");
            terminal.press("Tab");
            terminal.awaitLastLine("general> /join lab");
            terminal.press("Enter");
            terminal.awaitLastLine("lab>");
            peer.message("lab", 1, "barbara", "hello");
            terminal.awaitLine("barbara: hello");
            terminal.type("bar");
            terminal.press("Tab");
            terminal.awaitLastLine("lab> barbara:");
            terminal.enter("hi");
            Command.Say said = peer.echo(2);
            assertThat(said.room()).isEqualTo("lab");
            assertThat(said.text()).isEqualTo("barbara: hi");

            int colour = Colours.NICKS.get(Math.floorMod("barbara".hashCode(), Colours.NICKS.size()));
            assertThat(terminal.wholeColouredLines())
                    .anyMatch(line -> line.contains("\u001b[38;5;" + colour + "mbarbara"));
            terminal.resize(80, 100);
            terminal.enter("/help");
            terminal.awaitLine("* //TEXT says a text that begins with a slash.");
            assertThat(terminal.lines())
                    .filteredOn(line -> line.startsWith("* /") && !line.startsWith("* //"))
                    .extracting(line -> line.substring(3).split(" ")[0])
                    .containsExactlyElementsOf(
                            Commands.all().stream().map(SlashCommand::name).toList());
            terminal.enter("/nonsense");
            terminal.awaitLine("! There is no command '/nonsense'");
            terminal.enter("/leave");
            Command.Leave left = peer.expect(Command.Leave.class);
            peer.tell(new Event.Left(String.valueOf(left.room()), null, left.id()));
            terminal.awaitLastLine("general>");
        }
    }

    @Test
    void aPasteOfSeveralLinesIsOneMessageAndSoIsWhatIsTypedOnSeveral() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");

            terminal.paste("first\n\tsecond\nthird");
            terminal.awaitLine("third");
            terminal.press("Enter");

            assertThat(peer.echo(1).text().lines().map(String::strip)).containsExactly("first", "second", "third");
            terminal.awaitLastLine("lab>");
            terminal.type("one");
            terminal.press("M-Enter");
            terminal.type("to");
            terminal.awaitLastLine("  to");
            terminal.press("Up", "End");
            terminal.type("!");
            terminal.press("Down", "End", "BSpace");
            terminal.type("wo");
            terminal.awaitLastLine("  two");
            terminal.press("Enter");
            assertThat(peer.echo(2).text()).isEqualTo("one!\ntwo");
        }
    }

    @Test
    void aLostHubIsSaidAndComeBackToAndTheTypedLineIsKept() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "lab")) {
            ScriptedHub.Peer first = hub.welcomed();
            first.admit("e", 0);
            first.message("lab", 1, "bob", "before");
            terminal.awaitLine("bob: before");
            terminal.type("half");
            terminal.awaitLastLine("lab> half");
            first.close();
            terminal.awaitLine("* lost the hub");
            terminal.awaitStatus("1:lab | 1 here | not connected");

            ScriptedHub.Peer second = hub.welcomed();
            assertThat(second.admit("e", 2).after()).isEqualTo(1);
            second.message("lab", 2, "bob", "after");

            terminal.awaitLine("* the hub is back");
            terminal.awaitLine("bob: after");
            terminal.awaitStatus("1:lab | 1 here");
            terminal.awaitLastLine("lab> half");
            assertThat(terminal.lines())
                    .filteredOn(line -> line.contains("before"))
                    .hasSize(1);
        }
    }

    @Test
    void aRoomGoesOnWhereItWasLeftAndAfterALongAbsenceShowsTheNewest() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            String[] state = {"-r", "lab", "--state", folder.toString()};
            try (Tmux terminal = terminal(hub, state)) {
                ScriptedHub.Peer peer = hub.welcomed();
                assertThat(peer.admit("e", 0).after()).isEqualTo(Command.Join.NONE);
                peer.message("lab", 1, "bob", "before");
                terminal.awaitLine("bob: before");
                terminal.enter("/who");
                peer.expect(Command.Who.class);
                terminal.press("C-d");
                peer.expect(Command.Quit.class);
                peer.close();
                terminal.awaitLine("ended with 0");
            }

            try (Tmux terminal = terminal(hub, state)) {
                ScriptedHub.Peer peer = hub.welcomed();
                Command.Join join = peer.admit("e", 251);
                assertThat(join.after()).isEqualTo(1);
                assertThat(join.epoch()).isEqualTo("e");
                for (int i = 2; i <= 251; i++) {
                    peer.replay("lab", i, "bob", "missed " + i + ".");
                }
                terminal.awaitLine("bob: missed 251.");

                assertThat(terminal.lines())
                        .filteredOn(line -> line.contains("missed") || line.contains("earlier"))
                        .hasSize(201)
                        .first()
                        .asString()
                        .isEqualTo("* 50 earlier messages of lab came while you were away; /history 250 shows them");
                List<String> lines = terminal.lines();
                assertThat(lines.get(lines.indexOf("--- read up to here ---") + 1))
                        .endsWith("bob: missed 52.");
                terminal.press("Up");
                terminal.awaitLastLine("lab> /who");
            }
        }
    }

    @Test
    void whatIsTypedInARoomThatOneIsPutOutOfIsSaidNowhere() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "secret", "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            terminal.awaitLastLine("secret>");
            terminal.type("half typed");
            terminal.awaitLastLine("secret> half typed");

            peer.tell(new Event.Left("secret", "bob took you out of secret.", null));
            terminal.awaitLastLine("> half typed");
            terminal.press("Enter");
            terminal.awaitLine("that was not said or done");
            terminal.enter("/join lab");
            terminal.awaitLastLine("lab>");
            terminal.enter("for lab");

            assertThat(peer.echo(1).text()).isEqualTo("for lab");
        }
    }

    @Test
    void whatWasNotSaidWhenTheClientEndsIsShown() throws Exception {
        ScriptedHub hub = new ScriptedHub();
        try (Tmux terminal = terminal(hub, "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");
            hub.close();
            peer.close();
            terminal.awaitLine("lost the hub");
            terminal.enter("into the void");
            terminal.awaitLine("waits for the hub: into the void");
            terminal.awaitLastLine("lab>");
            terminal.press("C-d");

            terminal.awaitLine("not said: into the void");
            terminal.awaitLine("ended with 4");
        }
    }

    @Test
    void aNarrowAWideAndATinyTerminalWorkAndLinksStayWhole() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");
            terminal.type("typed");
            terminal.awaitLastLine("lab> typed");

            terminal.resize(40, 12);
            peer.message("lab", 1, "bob", "narrow");
            terminal.awaitLine("bob: narrow");
            terminal.awaitStatus("1:lab | 1 here");
            terminal.awaitLastLine("lab> typed");
            String link = "https://example.org/" + "long/".repeat(20);
            peer.message("lab", 2, "bob", link);
            terminal.await(link, () -> terminal.wholeColouredLines().stream().anyMatch(line -> line.contains(link)));
            terminal.resize(200, 50);
            peer.message("lab", 3, "bob", "wide");
            terminal.awaitLine("bob: wide");
            terminal.awaitStatus("1:lab | 1 here");
            terminal.awaitLastLine("lab> typed");
            terminal.resize(10, 2);
            peer.message("lab", 4, "bob", "tiny");
            terminal.resize(80, 24);
            peer.message("lab", 5, "bob", "as before");
            terminal.awaitLine("bob: as before");
            terminal.awaitStatus("1:lab | 1 here");
            terminal.awaitLastLine("lab> typed");
            terminal.press("Enter");
            assertThat(peer.echo(6).text()).isEqualTo("typed");
        }
    }

    @Test
    void aHubThatDoesNotAnswerKeepsNobodyFromTheKeys() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            Command.Join join = peer.expect(Command.Join.class);
            terminal.awaitLine("* the hub takes its time; a room is entered when it answers");
            terminal.awaitStatus("no room");
            terminal.type("half");
            terminal.awaitLastLine("> half");
            peer.tell(new Event.Joined("lab", "e", 0, List.of("ann"), 1, "", Keeps.NOTHING, join.id()));
            terminal.awaitLastLine("lab> half");
        }
    }

    @Test
    void isStoppedByItsKeyAndGoesOnWithWhatWasTyped() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = new Tmux(80, 24, List.of("bash", "--norc", "-i"))) {
            String[] arguments = {hub.address().toString(), "-n", "ann", "-r", "lab", "--state=none", "--config=none"};
            Path script = folder.resolve("client");
            Files.writeString(script, "exec '" + String.join("' '", ClientMain.commandLine(arguments)) + "'\n");
            terminal.enter("sh " + script);
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");
            terminal.type("half");
            terminal.awaitLastLine("lab> half");

            terminal.press("C-z");
            terminal.awaitLine("Stopped");
            terminal.enter("echo in the shell: $((6 * 7))");
            terminal.awaitLine("in the shell: 42");
            peer.message("lab", 1, "bob", "meanwhile");
            terminal.enter("fg");

            terminal.awaitLine("[lab] bob: meanwhile");
            terminal.awaitStatus("1:lab | 1 here");
            terminal.awaitLastLine("lab> half");
            terminal.press("Enter");
            assertThat(peer.echo(2).text()).isEqualTo("half");
        }
    }

    @Test
    void interruptClearsWhatIsTypedAndThenEndsWith130AndNoColourMeansNone() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = ClientMain.inTerminal(List.of("NO_COLOR=1"), hub, "-n", "ann", "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.message("lab", 1, "bob", "ann: no colours");
            terminal.awaitLine("bob: ann: no colours");
            terminal.awaitStatus("1:lab | 1 here");
            assertThat(terminal.wholeColouredLines()).noneMatch(line -> line.contains("\u001b"));
            terminal.type("oops");
            terminal.awaitLastLine("lab> oops");
            terminal.press("C-c");
            terminal.awaitLastLine("lab>");
            terminal.press("C-c");
            peer.expect(Command.Quit.class);
            peer.close();

            terminal.awaitLine("ended with 130");
        }
    }
}
