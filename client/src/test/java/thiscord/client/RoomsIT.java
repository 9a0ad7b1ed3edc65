package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Tmux;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Many rooms in one real terminal. */
@Timeout(120)
class RoomsIT {
    @TempDir
    Path folder;

    private Tmux terminal(ScriptedHub hub, String... more) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(List.of("--config", folder.resolve("client.conf").toString()));
        arguments.addAll(List.of(more));
        return ClientMain.inTerminal(hub, arguments.toArray(new String[0]));
    }

    @Test
    void eachRoomHasItsOwnViewItsDraftItsUnreadAndItsLine() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-n", "ann", "-r", "general", "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            terminal.awaitStatus("1:general 2:lab | 1 here");
            peer.message("lab", 1, "bob", "read by nobody");
            peer.message("lab", 2, "bob", "ann: look");
            terminal.awaitStatus("1:general 2:lab 2! | 1 here");
            peer.message("general", 1, "bob", "seen at once");
            terminal.awaitLine("seen at once");
            assertThat(terminal.lines()).noneMatch(line -> line.contains("read by nobody"));

            terminal.type("half a word");
            terminal.press("C-n");
            terminal.awaitLine("[lab] bob: ann: look");
            terminal.awaitLastLine("lab>");
            terminal.awaitStatus("1:general 2:lab | 1 here");
            terminal.type("for the lab");
            terminal.press("M-1");
            terminal.awaitLastLine("general> half a word");
            peer.message("lab", 3, "bob", "meanwhile");
            terminal.awaitStatus("1:general 2:lab 1 | 1 here");
            terminal.press("C-p");
            terminal.awaitLastLine("lab> for the lab");
            terminal.awaitLine("[lab] bob: meanwhile");
            List<String> lines = terminal.lines();
            assertThat(lines.indexOf("--- read up to here ---"))
                    .isEqualTo(lines.size() - 4)
                    .as("between what was read and what is new");
            terminal.press("Enter");
            Command.Say said = peer.echo(4);
            assertThat(said.room()).isEqualTo("lab");
            assertThat(said.text()).isEqualTo("for the lab");

            // What was typed can be had again, here and not in the other room.
            terminal.awaitLastLine("lab>");
            terminal.press("Up");
            terminal.awaitLastLine("lab> for the lab");
            terminal.press("C-u");
            terminal.awaitLastLine("lab>");
            terminal.type("/qui");
            terminal.awaitStatus("/quit /quiet");
            terminal.press("C-u");
        }
        assertThat(Files.list(folder.resolve("state"))
                        .filter(file -> file.toString().endsWith(".typed")))
                .singleElement()
                .satisfies(file -> assertThat(Files.readString(file)).isEqualTo("lab\tfor the lab\n"));
    }

    @Test
    void aRoomThatOpensLateDoesNotTakeWhatIsTypedForAnother() throws Exception {
        Path bytes = folder.resolve("bytes");
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-n", "ann", "-r", "general")) {
            terminal.record(bytes);
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            terminal.awaitLastLine("general>");
            terminal.enter("/join late");
            Command.Join join = peer.expect(Command.Join.class);
            terminal.type("for general");
            terminal.awaitLastLine("general> for general");
            peer.tell(new Event.Joined("late", "e", 0, List.of("ann"), 1, "", Keeps.NOTHING, join.id()));
            terminal.awaitLastLine("late>");
            terminal.press("M-1");
            terminal.awaitLastLine("general> for general");
            terminal.press("C-u", "C-d");

            // What comes after it at this terminal may know nothing of bracketed paste.
            terminal.awaitLine("ended with 0");
            String all = Files.readString(bytes);
            assertThat(all.lastIndexOf("\u001b[?2004l")).isGreaterThan(all.lastIndexOf("\u001b[?2004h"));
        }
    }

    @Test
    void firstStartAsksForANickAndTheSecondClientIsToldItsOther() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub)) {
            terminal.awaitLine("Which nick do you want to wear?");
            terminal.enter("no/good");
            terminal.awaitLine("nick is not a nick");
            terminal.enter("ann");
            ScriptedHub.Peer peer = hub.peer();
            Command.Hello first = peer.expect(Command.Hello.class);
            assertThat(first.nick()).isEqualTo("ann");
            peer.tell(new Event.Refused(new Refusal(Reason.NICK_IN_USE, "taken"), first.id()));
            Command.Hello second = peer.expect(Command.Hello.class);
            peer.tell(new Event.Welcome(second.nick(), "scripted", Limits.DEFAULT, second.id()));

            terminal.awaitLine("you speak as ann2");
            terminal.awaitLine("you talk in no room yet");
            terminal.awaitStatus("no room");
            assertThat(folder.resolve("client.conf")).content().contains("\nnick = ann\n", "# bell = mentions");
            terminal.enter("/kick bob");
            terminal.awaitLine("* that was not said or done: you talk in no room");
            terminal.enter("/set bell loud");
            terminal.awaitLine("* bell is off, mentions or all, not 'loud'");
        }
    }

    @Test
    void searchAwayQuietPasteAndNamesWork() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "-n", "ann", "-r", "lab")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.message("lab", 1, "alice", "日本語 שלום e\u0301");
            peer.message("lab", 2, "bob", "https://example.org/" + "long/".repeat(20));
            terminal.awaitLine("日本語 שלום");

            terminal.type("al");
            terminal.press("Tab");
            terminal.awaitLastLine("lab> alice:");
            terminal.press("C-u");
            terminal.type("日本語e\u0301");
            terminal.awaitLastLine("lab> 日本語e\u0301");
            assertThat(terminal.cursorColumn()).isEqualTo("lab> ".length() + 7);
            terminal.press("C-u");

            terminal.enter("/search needle");
            Command.History asked = peer.expect(Command.History.class);
            peer.replay("lab", 1, "bob", "a needle");
            peer.replay("lab", 2, "bob", "hay");
            peer.tell(new Event.History("lab", 1, 2, false, asked.id()));
            terminal.awaitLine("--- 1 found in all that lab keeps (2 read) ---");
            assertThat(terminal.lines()).anyMatch(line -> line.endsWith("bob: a needle"));
            assertThat(terminal.lines()).noneMatch(line -> line.endsWith("bob: hay"));

            terminal.enter("/away lunch");
            terminal.awaitStatus("1:lab | 1 here | away: lunch");
            peer.message("lab", 3, "bob", "ann, are you there?");
            terminal.awaitLine("--- read up to here ---");
            terminal.enter("/back");
            terminal.awaitLine("--- that was all ---");
            assertThat(terminal.lines())
                    .filteredOn(line -> line.contains("are you there?"))
                    .hasSize(2);

            terminal.enter("/quiet");
            terminal.awaitLine("* lab is quiet now");
            terminal.paste("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12");
            terminal.press("Enter");
            terminal.awaitLine("* that has 12 lines: Enter again sends it");
            terminal.press("Enter");
            assertThat(peer.echo(4).text().lines()).hasSize(12);

            terminal.awaitLastLine("lab>");
            terminal.paste("a line of a long paste\n".repeat(1000) + "its end");
            terminal.awaitLine("its end");
            terminal.press("Enter");
            terminal.awaitLine("characters, and a message at most ");
            terminal.press("C-c");
            terminal.awaitLastLine("lab>");
        }
    }
}
