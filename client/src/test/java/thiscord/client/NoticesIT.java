package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Tmux;

/** Bells and notices on the desktop, as the bytes that a terminal gets. */
@Timeout(120)
class NoticesIT {
    private static final String BELL = "\u0007";

    @TempDir
    Path folder;

    private long seq;

    private Tmux terminal(ScriptedHub hub, String... environment) throws Exception {
        List<String> words = new ArrayList<>(List.of("-u", "TMUX", "-u", "STY", "TERM=xterm-256color"));
        words.addAll(List.of(environment));
        Tmux terminal = ClientMain.inTerminal(words, hub, "-n", "ann", "-r", "lab", "-r", "ops");
        terminal.record(folder.resolve("bytes"));
        return terminal;
    }

    private String bytes() throws Exception {
        return Files.readString(folder.resolve("bytes"), StandardCharsets.UTF_8);
    }

    private int bells() throws Exception {
        String now = bytes();
        return now.length() - now.replace(BELL, "").length();
    }

    /** Says it until it is told: there is one notice a second at the most. */
    private void sayUntilSent(Tmux terminal, ScriptedHub.Peer peer, String room, String text, String sequence)
            throws Exception {
        int before = bytes().lastIndexOf(sequence);
        terminal.await(sequence, () -> {
            peer.message(room, ++seq, "bob", text);
            return bytes().lastIndexOf(sequence) > before;
        });
    }

    private static void order(Tmux terminal, String order, String answer) throws Exception {
        terminal.enter(order);
        terminal.awaitLine(answer);
    }

    @Test
    void whatWasSetRingsAndIsToldOnTheDesktop() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "TERM_PROGRAM=iTerm.app")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");

            peer.message("ops", ++seq, "bob", "nothing for you");
            terminal.awaitStatus("1:lab 2:ops 1 | 1 here");
            assertThat(bytes()).as("nothing but mentions").doesNotContain(BELL, "\u001b]9;");
            sayUntilSent(terminal, peer, "lab", "ann: look", "\u001b]9;bob mentions you in lab\u001b\\" + BELL);

            order(terminal, "/set bell off", "* bell = off");
            order(terminal, "/set notify all", "* notify = all");
            int rung = bells();
            sayUntilSent(terminal, peer, "lab", "hello", "\u001b]9;bob in lab\u001b\\");
            assertThat(bells()).isEqualTo(rung);

            order(terminal, "/mute lab", "* lab is quiet now");
            int told = bytes().lastIndexOf("bob in lab");
            peer.message("lab", ++seq, "bob", "hello");
            sayUntilSent(terminal, peer, "ops", "hello", "\u001b]9;bob in ops\u001b\\");
            assertThat(bytes().lastIndexOf("bob in lab")).isEqualTo(told);
            order(terminal, "/unmute lab", "* lab is counted and rings again");

            order(terminal, "/set notify off", "* notify = off");
            order(terminal, "/set bell all", "* bell = all");
            told = bytes().lastIndexOf("\u001b]9;");
            sayUntilSent(terminal, peer, "lab", "hello", BELL);
            assertThat(bytes().lastIndexOf("\u001b]9;")).isEqualTo(told);
        }
    }

    @Test
    void terminalsWithVteGetTheirOwnSequence() throws Exception {
        try (ScriptedHub hub = new ScriptedHub();
                Tmux terminal = terminal(hub, "VTE_VERSION=7000")) {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.admit("e", 0);
            terminal.awaitLastLine("lab>");

            sayUntilSent(
                    terminal,
                    peer,
                    "lab",
                    "ann: look",
                    "\u001b]777;notify;ThisCord;bob mentions you in lab\u001b\\" + BELL);
        }
    }
}
