package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

/** What others may send to drive a terminal, in every place where others' words are shown. */
class NastyTextTest {
    private final TerminalText text = new TerminalText(new Colours(false), ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J\u001b[H", // clear the screen
                "\u001b[31m", // colour
                "\u001b[8m", // hide
                "\u001b]0;owned\u0007", // title
                "\u001b]2;owned\u001b\\", // title, ended by ST
                "\u001b]52;c;cm0gLXJmIH4=\u0007", // clipboard
                "\u001b]8;;http://evil.example\u001b\\click\u001b]8;;\u001b\\", // link with another text
                "\u001b]777;notify;a;b\u0007", // notice
                "\u001b]1337;File=inline=1:AAAA\u0007", // file
                "\u001bP$q\"p\u001b\\", // DCS: asks back
                "\u001bPtmux;\u001b\u001b]0;x\u0007\u001b\\", // through tmux
                "\u001b[c", // who are you
                "\u001b[6n", // where is the cursor
                "\u001b[21t", // tell the title
                "\u001b[?1049h", // other screen
                "\u001b[?2004l", // paste mode off
                "\u001b[?1000h", // mouse
                "\u001b[5i", // print
                "\u001bc", // reset
                "\u001b#8", // fill
                "\u001b_G\u001b\\", // APC
                "\u001b^x\u001b\\", // PM
                "\u009b2J", // C1 CSI
                "\u009d0;owned\u009c", // C1 OSC
                "\u0090q\u009c", // C1 DCS
                "\u0085next", // C1 NEL
                "\u008d", // C1 reverse index
                "\r* root says all is well", // over the line
                "\b\b\b\b\b\b", // back over the nick
                "\u000b\u000c", // further down
                "\u000e\u000f", // other character set
                "\u0007\u0007", // bell
                "\u0005", // answer back
                "\u0011\u0013", // flow control
                "\u0000", // nothing
                "\u007f", // delete
                "\u202egnp.exe", // override
                "\u202a\u202b\u202d", // embeddings
                "\u2066\u2067\u2068", // isolates without an end
                "a\u2069b\u202c", // ends without a begin
                "\u2028\u2029", // line separators
                "\ufff9a\ufffab\ufffb", // annotations
                "\u206a\u206f", // old format controls
                "\ud800", // half a character
                "\udbff\udfff", // nobody's character
                "%n%{%}%P" // of a prompt pattern
            })
    void isShownAndNotObeyed(String nasty) {
        for (Event event : List.of(
                new Event.Message("l" + nasty, 1, "b" + nasty, false, "x" + nasty + "y", 0, null, false),
                new Event.Message("lab", 1, "bob", true, nasty, 0, null, true),
                new Event.Direct("b" + nasty, "a" + nasty, nasty, 0, null),
                new Event.Topic("lab" + nasty, nasty, "bob" + nasty, null),
                new Event.Left("lab", nasty, null),
                new Event.Presence("lab", List.of(nasty), List.of(nasty), 0, 3),
                new Event.Joined("lab", "e", 1, List.of(nasty), 1, nasty, Keeps.NOTHING, null),
                new Event.Bye(nasty))) {
            for (AttributedString line : text.lines(event, "ann")) {
                assertThat(line.toAnsi()
                                .codePoints()
                                .filter(c -> Character.isISOControl(c)
                                        || c >= 0x202a && c <= 0x202e
                                        || c >= 0x2066 && c <= 0x2069
                                        || c == 0x2028
                                        || c == 0x2029
                                        || c >= 0xd800 && c <= 0xdfff)
                                .toArray())
                        .as("%s", event)
                        .isEmpty();
            }
        }
        View view = new View("lab" + nasty);
        assertThat(new StatusLine(new Colours(false))
                        .of(List.of(view), view, "", 500)
                        .toAnsi()
                        .chars()
                        .noneMatch(c -> Character.isISOControl(c) || c >= 0x202a && c <= 0x202e))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"שלום", "مرحبا", "hello שלום", "123 שלום!"})
    void textFromRightToLeftIsHeldTogetherAndStaysAsItIs(String said) {
        String line = text.lines(new Event.Message("lab", 1, "בוב", false, said, 0, null, false), "ann")
                .get(0)
                .toString();

        assertThat(line).isEqualTo("00:00 [lab] \u2068בוב\u2069: \u2068" + said + "\u2069");
    }
}
