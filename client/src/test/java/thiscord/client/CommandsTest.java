package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import thiscord.protocol.text.SlashCommand;

class CommandsTest {
    @Test
    void noCommandOfTheClientHidesOneOfTheHub() {
        assertThat(Commands.all()).extracting(SlashCommand::name).doesNotHaveDuplicates();
    }

    @Test
    void ownCommandsAreKnownByTheirWholeWord() {
        assertThat(Commands.own("/Search  two words ")).isEqualTo(Commands.Own.SEARCH);
        assertThat(Commands.arguments("/Search  two words ")).isEqualTo("two words");
        assertThat(Commands.own("/away")).isEqualTo(Commands.Own.AWAY);
        assertThat(Commands.own("/awayfrom")).isNull();
        assertThat(Commands.own("//away")).isNull();
        assertThat(Commands.own("away")).isNull();
    }

    @Test
    void linesWithSecretsAreNotKept() {
        assertThat(Commands.secret("/redeem abcdefghijklmnopqrstuvwxyzABC-_9")).isTrue();
        assertThat(Commands.secret("/login alice correct horse")).isTrue();
        assertThat(Commands.secret("/board write tea")).isFalse();
    }
}
