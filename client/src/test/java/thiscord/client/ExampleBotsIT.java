package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Command;

/** The bots of docs/TERMINAL.md, as they stand there. */
@Timeout(60)
class ExampleBotsIT {
    private static final Path DOCS = Path.of("..", "docs", "TERMINAL.md");

    @TempDir
    Path folder;

    private static String example(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCS));
        assertThat(block.find()).as("an example in %s", language).isTrue();
        return block.group(1);
    }

    private void speaks(ScriptedHub hub, List<String> command) throws Exception {
        Process bot = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.message("general", 1, "bob", "parrot, are you there?");
            peer.message("general", 2, "bob", "!say grüße");
            Command.Say said = peer.echo(3);
            assertThat(said.room()).isEqualTo("general");
            assertThat(said.text()).isEqualTo("grüße");
        } catch (IOException | AssertionError e) {
            throw new AssertionError("the bot wrote: " + Files.readString(folder.resolve("output")), e);
        } finally {
            bot.destroy();
            bot.waitFor();
        }
    }

    @Test
    void theOneInJavaIsCompiledAndAnswers() throws Exception {
        Path source = Files.writeString(folder.resolve("Parrot.java"), example("java"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (ScriptedHub hub = new ScriptedHub()) {
            speaks(
                    hub,
                    List.of(
                            java,
                            "-cp",
                            System.getProperty("java.class.path"),
                            source.toString(),
                            hub.address().toString()));
        }
    }

    @Test
    void theOneInPythonAnswers() throws Exception {
        Path source = Files.writeString(folder.resolve("bot.py"), example("python"));
        try (ScriptedHub hub = new ScriptedHub()) {
            speaks(hub, List.of("python3", source.toString(), hub.address().toString()));
        }
    }
}
