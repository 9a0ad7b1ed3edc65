package thiscord.subscriber.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifySinkTest {
    private final List<String> shown = new ArrayList<>();
    private long now;

    private NotifySink sink(String... nicks) {
        return new NotifySink(List.of(nicks), (title, text) -> shown.add(title + "|" + text), () -> now);
    }

    private static SinkEvent event(String topic, String payload) {
        return new SinkEvent(topic, 0, payload.getBytes(StandardCharsets.UTF_8), "id", "");
    }

    private static SinkEvent said(String from, String text) {
        return event(
                "room/lab",
                "{\"type\":\"thiscord.room.message\",\"data\":{\"room\":\"lab\",\"seq\":1,\"x\":{\"from\":\"no\"},"
                        + "\"from\":\"" + from + "\",\"text\":\"" + text + "\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "'hi @bob', true",
        "'@Bob, come', true",
        "'so @bob.', true",
        "'(@bob)', true",
        "'@bobby', false",
        "'@bob@example.org', false",
        "'mail me at a@bob', false",
        "'@bob.smith', false",
        "'@bob-2', false",
        "'bob', false"
    })
    void aMentionIsTheNickAfterAnAtAndNotPartOfAnotherWord(String text, boolean mention) throws Exception {
        sink("bob").take(said("alice", text));

        assertThat(shown).isEqualTo(mention ? List.of("alice in lab|" + text) : List.of());
    }

    @Test
    void ownMessagesAndOtherEventsAreNoMentions() throws Exception {
        NotifySink sink = sink("bob", "al.ice");
        sink.take(said("Bob", "@bob talks to himself"));
        sink.take(event("t", "{\"text\":\"@bob\"}"));
        sink.take(event("t", "not json @bob"));
        sink.take(said("carol", "@AL.ICE"));

        assertThat(shown).containsExactly("carol in lab|@AL.ICE");
    }

    @Test
    void withoutNicksEverythingIsToldAndNothingInItIsObeyed() throws Exception {
        NotifySink sink = sink();
        sink.take(event("alerts/\u001b[2J", "{\"text\":\"a\\u001b]0;x\\u0007\\nb\\u202e\"}"));
        sink.take(event("t", "[1]"));
        sink.take(event("t", "\"" + "x".repeat(500) + "\""));

        assertThat(shown.get(0)).isEqualTo("alerts/\\u001b[2J|a\\u001b]0;x\\u0007 b\\u202e");
        assertThat(shown.get(1)).isEqualTo("t|[1]");
        assertThat(shown.get(2)).hasSize(242).endsWith("…");
    }

    @Test
    void ofManyAtATimeTheNumberIsTold() throws Exception {
        NotifySink sink = sink();
        for (int i = 1; i <= 9; i++) {
            sink.take(event("t", "" + i));
        }
        now += NotifySink.TIME_NANOS;
        sink.take(event("t", "10"));

        assertThat(shown).containsExactly("t|1", "t|2", "t|3", "t|4", "t|5", "t|10 (and 4 more before)");
    }

    @Test
    void aTerminalIsToldInItsOwnWay(@TempDir Path folder) throws Exception {
        Path device = Files.createFile(folder.resolve("tty"));
        for (Screen.Terminal terminal : Screen.Terminal.values()) {
            new Screen(null, terminal, device).show("a;b", "c;d");
        }

        assertThat(Files.readString(device))
                .isEqualTo("\u001b]777;notify;a,b;c,d\u0007" + "\u001b]9;a,b: c,d\u0007" + "[a;b] c;d\r\n\u0007");
        assertThat(Screen.terminal(Map.of("TERM", "xterm-256color", "VTE_VERSION", "7200")))
                .isEqualTo(Screen.Terminal.OSC_777);
        assertThat(Screen.terminal(Map.of("TERM", "xterm-kitty"))).isEqualTo(Screen.Terminal.OSC_9);
        assertThat(Screen.terminal(Map.of("TERM", "xterm-kitty", "TMUX", "x"))).isEqualTo(Screen.Terminal.BELL);
        assertThat(Screen.terminal(Map.of())).isEqualTo(Screen.Terminal.BELL);
    }

    @Test
    void theDesktopIsToldByItsProgramAndTheTerminalIfThatFails(@TempDir Path folder) throws Exception {
        Path device = Files.createFile(folder.resolve("tty"));
        Path program = folder.resolve("notify-send");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + folder.resolve("told") + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        new Screen(program, Screen.Terminal.BELL, device).show("-x", "$(rm) <b>&");

        assertThat(Files.readString(folder.resolve("told")))
                .isEqualTo("--app-name=ThisCord\n--\n-x\n$(rm) &lt;b&gt;&amp;\n");
        assertThat(device).isEmptyFile();
        Files.writeString(program, "#!/bin/sh\nexit 1\n");
        new Screen(program, Screen.Terminal.BELL, device).show("a", "b");
        assertThat(device).isNotEmptyFile();
        assertThatThrownBy(() -> new Screen(null, Screen.Terminal.BELL, folder).show("a", "b"))
                .isInstanceOf(NotTaken.class);
    }
}
