package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

class ViewTest {
    private final View view = new View("lab");

    private static Event.Joined joined(long seq) {
        return new Event.Joined("lab", "e", seq, List.of(), 3, "", Keeps.NOTHING, null);
    }

    private static Event.Message message(long seq, boolean replay) {
        return new Event.Message("lab", seq, "bob", false, "m" + seq, 0, null, replay);
    }

    private void behind(long seq, boolean replay) {
        view.heard(message(seq, replay));
        view.unseen(false, false);
    }

    @Test
    void whatWasSaidBeforeOneCameIsNoNewsAndWhatComesThenIs() {
        view.joined(joined(5));
        view.begin(joined(5), null);

        behind(4, true);
        behind(5, true);
        behind(6, false);

        assertThat(view.unread).isEqualTo(1);
        assertThat(view.seen(10)).extracting(Event.Message::seq).containsExactly(4L, 5L);
        assertThat(view.unseen()).extracting(Event.Message::seq).containsExactly(6L);
        assertThat(view.read(new ReadMark("lab", "e", 6)).seq()).isEqualTo(5);
        view.allShown();
        assertThat(view.read(new ReadMark("lab", "e", 6)).seq()).isEqualTo(6);
    }

    @Test
    void aRoomThatWasReadBeforeCountsWhatCameSinceAndDrawsItsLineOnce() {
        view.joined(joined(9));
        view.begin(joined(9), new ReadMark("lab", "e", 7));

        assertThat(view.lineBefore(message(8, true))).isTrue();
        assertThat(view.lineBefore(message(9, true))).isFalse();
        behind(8, true);
        behind(9, true);

        assertThat(view.unread).isEqualTo(2);
        assertThat(view.old(message(3, true))).as("asked for").isTrue();
        assertThat(view.old(message(10, false))).isFalse();
    }

    @Test
    void whatIsKeptIsBounded() {
        view.joined(joined(0));
        view.begin(joined(0), null);
        for (int i = 1; i <= View.MOST_KEPT + 10; i++) {
            behind(i, false);
        }

        assertThat(view.unread).isEqualTo(View.MOST_KEPT + 10);
        assertThat(view.unseen()).hasSize(View.MOST_KEPT);
    }

    @Test
    void howFarOneIsBehindShrinksWithTheReplayAndEndsLive() {
        view.joined(joined(0));
        view.behind = 3;
        view.heard(message(1, true));
        assertThat(view.behind).isEqualTo(2);
        view.heard(message(2, false));
        assertThat(view.behind).isZero();
    }
}
