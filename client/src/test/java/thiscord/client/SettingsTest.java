package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void aChangeExplainsAllAndKeepsWhatThePersonWrote() throws Exception {
        Path file = folder.resolve("new").resolve("client.conf");
        Settings settings = Settings.read(file);

        assertThat(settings.set(Setting.BELL, "off")).isNull();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(file))
                .contains("bell = off", "# show = current")
                .doesNotContain("# bell = mentions");
        Files.writeString(file, "# mine\nbell = off\n\n  nick =  ann\n");
        Settings again = Settings.read(file);
        assertThat(again.get(Setting.NICK)).isEqualTo("ann");
        again.set(Setting.BELL, "all");
        assertThat(Files.readString(file)).isEqualTo("# mine\nbell = all\n\n  nick =  ann\n");
    }

    @ParameterizedTest
    @EnumSource
    void whatTheFreshFileSaysIsValid(Setting setting) throws Exception {
        assertThat(setting.wrong(setting.standard())).isNull();
        Path file = folder.resolve("client.conf");
        Files.writeString(
                file, String.join("\n", Settings.fresh()).replace("# " + setting.word() + " =", setting.word() + " ="));

        assertThat(Settings.read(file).get(setting)).isEqualTo(setting.standard());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bell = loud        | line 1: bell is off, mentions or all, not 'loud'
            paste-ask = 1      | line 1: paste-ask is 2 to 1000, or 0, not '1'
            paste-ask = x      | line 1: paste-ask is 2 to 1000, or 0, not 'x'
            nick = a b         | line 1: nick is not a nick: A nick is
            rooms = a /b       | line 1: rooms names rooms with spaces between: A room name is
            time = pp          | line 1: time is a pattern such as HH:mm
            colour             | line 1: 'colour' is not NAME = VALUE with one of nick, rooms
            color = on         | line 1: 'color = on' is not NAME = VALUE
            """)
    void aWrongLineIsNamedInOneLine(String line, String wrong) throws Exception {
        Path file = folder.resolve("client.conf");
        Files.writeString(file, line + "\n");

        assertThatThrownBy(() -> Settings.read(file))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
                .hasMessageContaining(wrong)
                .message()
                .hasLineCount(1);
    }
}
