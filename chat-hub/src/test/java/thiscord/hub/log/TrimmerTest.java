package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrimmerTest {
    private static final MailEntry LETTER = new MailEntry(1, "bob", "alice", null, 7, 5, 0, 0, 0);
    private static final MailEntry MENTION = new MailEntry(2, "bob", "alice", null, 7, 0, 3, 9, 0);

    private final Trimmer trimmer = new Trimmer(
            Map.of(),
            new MailTrays(MailLimits.DEFAULT, 0),
            new Pager(50_000),
            new LogOutbox(Path.of("none"), LogTuning.STANDARD));

    @Test
    void lettersThatWereGivenAreTidiedAwayOnceALook() {
        trimmer.given(List.of(LETTER, MENTION));
        trimmer.given(List.of(LETTER));
        assertThat(trimmer.due()).isFalse();

        trimmer.look(8);

        assertThat(trimmer.due()).isTrue();
    }

    @Test
    void mentionsThatWereGivenLeaveNothingToTidy() {
        trimmer.given(List.of(MENTION));

        trimmer.look(8);

        assertThat(trimmer.due()).isFalse();
    }
}
