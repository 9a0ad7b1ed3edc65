package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticesTest {
    private static final String BELL = "\u0007";

    private final Settings settings = Settings.none();

    @Test
    void ringsForMentionsOnlyUnlessToldOtherwise() {
        Notices notices = new Notices(settings, Notices.Form.NONE);

        assertThat(notices.of(false, "bob in lab", 0)).isEmpty();
        assertThat(notices.of(true, "bob in lab", 0)).isEqualTo(BELL);
        assertThat(notices.of(true, "bob in lab", 500_000_000))
                .as("at most one a second")
                .isEmpty();
        settings.set(Setting.BELL, "all");
        assertThat(notices.of(false, "bob in lab", 2_000_000_000L)).isEqualTo(BELL);
        settings.set(Setting.BELL, "off");
        assertThat(notices.of(true, "bob in lab", 4_000_000_000L)).isEmpty();
    }

    @Test
    void aNameCannotEndTheNoticeAndDriveTheTerminal() {
        settings.set(Setting.BELL, "off");
        String nasty = "b\u0007\u001b]0;owned\u001b\\;b\u009c" + "x".repeat(500);

        String sent = new Notices(settings, Notices.Form.SEVEN).of(true, nasty, 0);

        assertThat(sent)
                .startsWith("\u001b]777;notify;ThisCord;")
                .endsWith("\u001b\\")
                .hasSizeLessThan(200);
        String inside = sent.substring("\u001b]777;notify;ThisCord;".length(), sent.length() - 2);
        assertThat(inside).doesNotContain("\u001b", "\u0007", "\u009c", ";");
    }

    @ParameterizedTest
    @CsvSource({
        "xterm-256color, iTerm.app, , NINE",
        "xterm-kitty, , , NINE",
        "foot, , , SEVEN",
        "xterm-256color, , VTE_VERSION, SEVEN",
        "xterm-256color, WezTerm, TMUX, NONE",
        "xterm-256color, , , NONE",
        "screen-256color, , VTE_VERSION, NONE"
    })
    void onlyTerminalsThatShowNoticesAreSentAny(String term, String program, String variable, Notices.Form form) {
        Map<String, String> environment = new HashMap<>(Map.of("TERM", term));
        if (program != null) {
            environment.put("TERM_PROGRAM", program);
        }
        if (variable != null) {
            environment.put(variable, "1");
        }

        assertThat(Notices.Form.of(environment)).isEqualTo(form);
    }
}
