package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlatformTextTest {
    private static String[] given(String commandLine, String... decoded) {
        return PlatformText.arguments(commandLine.getBytes(StandardCharsets.UTF_8), decoded);
    }

    @Test
    void argumentsThatJavaCouldNotDecodeAreTakenFromTheCommandLine() {
        assertThat(given(
                        "java\0-jar\0x.jar\0publisher\0türe\0\0öffnet\0",
                        "publisher",
                        "t\ufffd\ufffdre",
                        "",
                        "??ffnet"))
                .containsExactly("publisher", "türe", "", "öffnet");
    }

    @Test
    void aCommandLineOfSomethingElseIsNotBelieved() {
        assertThat(given("java\0other\0türe\0", "publisher", "t\ufffdre")).containsExactly("publisher", "t\ufffdre");
        assertThat(given("", "t\ufffdre")).containsExactly("t\ufffdre");
    }

    @Test
    void aShellMakesTheWordOfIt() throws Exception {
        String text = "it's \"türe\" $HOME `x` \\n % 100 😀\n  end";
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + PlatformText.shellWord(text)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }
}
