package thiscord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import thiscord.protocol.Command;
import thiscord.protocol.Dialect;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.TextDialect;

/** Against the dialects of the hub itself. */
class SpeechTest {
    @ParameterizedTest
    @EnumSource
    void theHubReadsWhatIsMeant(Speech speech) {
        assertThat(command(speech, speech.open("ann")))
                .isIn(new Command.Hello("ann", null), new Command.Nick("ann", null));
        assertThat(command(speech, speech.create("r"))).isEqualTo(new Command.Create("r", "nothing", null));
        assertThat(command(speech, speech.join("r")))
                .isEqualTo(new Command.Join("r", Command.Join.NONE, null, 0, null));
        assertThat(command(speech, speech.say("r", "@@x")))
                .isIn(new Command.Say("r", "@@x", false, null), new Command.Say(null, "@@x", false, null));
    }

    @ParameterizedTest
    @EnumSource
    void theAnswersOfTheHubAreUnderstood(Speech speech) {
        String joined = line(speech, new Event.Joined("r", "e", 3, List.of("ann"), 1, "", Keeps.NOTHING, null));
        String created = line(speech, new Event.Created("r", Keeps.NOTHING, null));
        String refused =
                line(speech, new Event.Refused(new Refusal(Reason.NO_SUCH_ROOM, "There is no \"r\" \\ here."), null));
        String presence = line(speech, new Event.Presence("r", List.of("bob"), List.of(), 0, 2));

        assertThat(speech.joined(joined)).isTrue();
        assertThat(speech.created(created)).isTrue();
        assertThat(speech.refused(refused)).isEqualTo("There is no \"r\" \\ here.");
        assertThat(List.of(created, refused, presence)).noneMatch(speech::joined);
        assertThat(List.of(joined, refused, presence)).noneMatch(speech::created);
        assertThat(List.of(joined, created, presence)).allMatch(line -> speech.refused(line) == null);
    }

    private static Dialect dialect(Speech speech) {
        return speech == Speech.JSON ? new JsonDialect() : new TextDialect();
    }

    private static Command command(Speech speech, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return dialect(speech).decode(bytes, 0, bytes.length);
    }

    private static String line(Speech speech, Event event) {
        return new String(dialect(speech).encode(event), StandardCharsets.UTF_8).strip();
    }
}
