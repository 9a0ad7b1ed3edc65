package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.time.ZoneOffset;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

class TerminalTextTest {
    private final TerminalText text = new TerminalText(new Colours(true), ZoneOffset.UTC);

    private static Event.Message message(String text, boolean action, boolean replay) {
        return new Event.Message("lab", 1, "bob", action, text, 3_600_000, null, replay);
    }

    @Test
    void messagesHaveTheTimeTheRoomAndTheNickOnEachLine() {
        assertThat(text.lines(message("one\ntwo", false, false), "ann"))
                .extracting(AttributedString::toString)
                .containsExactly("01:00 [lab] bob: one", "01:00 [lab] bob: two");
        assertThat(text.lines(message("waves", true, true), "ann"))
                .extracting(AttributedString::toString)
                .containsExactly("1970-01-01 01:00 [lab] * bob waves");
    }

    @Test
    void onlyAMentionOfTheWholeNickIsBold() {
        assertThat(styleOfText("hi Ann!")).isEqualTo(AttributedStyle.BOLD);
        assertThat(styleOfText("anniversary")).isEqualTo(AttributedStyle.DEFAULT);
    }

    @Test
    void withoutColourNothingIsStyled() {
        TerminalText plain = new TerminalText(new Colours(false), ZoneOffset.UTC);
        for (Event event : List.of(
                message("hi ann", false, false),
                new Event.Refused(new Refusal(Reason.INTERNAL, "no"), null),
                new Event.Direct("bob", "ann", "psst", 0, null))) {
            for (AttributedString line : plain.lines(event, "ann")) {
                assertThat(line.toAnsi()).isEqualTo(line.toString());
            }
        }
    }

    @Test
    void aHostileHubCannotDriveTheTerminalWithNamesEither() {
        Event.Message nasty = new Event.Message("l\u001bb", 1, "b\u009bb", false, "x", 0, null, false);

        assertThat(text.lines(nasty, "ann").get(0).toString())
                .doesNotContain("\u001b")
                .doesNotContain("\u009b");
    }

    @Test
    void whatWaitedSaysWhenItWasSaidAndWhatWaitsSaysSo() {
        Event.Direct said = new Event.Direct("bob", "ann", "psst", 0, null);

        assertThat(shown(new Event.Direct("bob", "ann", "psst", 0, null, false, 5)))
                .containsExactly("1970-01-01 00:00 [bob -> ann] psst");
        assertThat(shown(said.waiting())).containsExactly("00:00 [bob -> ann] psst", "* that waits for ann");
        assertThat(shown(new Event.Mention(message("@ann", false, false), 5)))
                .element(0)
                .isEqualTo("* bob mentioned you in lab while you were away:");
    }

    @Test
    void namesThatRunFromRightToLeftTurnNothingAroundThem() {
        Event.Topic topic = new Event.Topic("lab", "שלום עולם", "אבג", null);

        assertThat(shown(topic)).singleElement(STRING).contains("\u2068שלום עולם\u2069", "\u2068אבג\u2069");
        assertThat(text.notice("שלום5 is here").toString()).isEqualTo("* \u2068שלום\u20695 is here");
        assertThat(text.notice("nobody is here").toString()).isEqualTo("* nobody is here");
    }

    private List<String> shown(Event event) {
        return text.lines(event, "ann").stream().map(AttributedString::toString).toList();
    }

    private AttributedStyle styleOfText(String said) {
        AttributedString line = text.lines(message(said, false, false), "ann").get(0);
        return line.styleAt(line.length() - 1);
    }
}
