package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {
    private final StatusLine status = new StatusLine(new Colours(false));

    private static List<View> rooms(String... names) {
        List<View> views = new ArrayList<>();
        for (String name : names) {
            views.add(new View(name));
        }
        return views;
    }

    @Test
    void aRoomWhoseNameRunsFromRightToLeftTurnsNoNumber() {
        List<View> views = rooms("חדר", "lab");
        views.get(0).unread = 3;

        assertThat(status.of(views, views.get(1), "", 80).toString()).isEqualTo("1:\u2068חדר\u2069 3 2:lab ");
    }

    @Test
    void tellsWhatWaitsInTheRoomsAndHowThingsStand() {
        List<View> views = rooms("general", "lab", "ops");
        views.get(0).here = 4;
        views.get(0).behind = 214;
        views.get(1).unread = 3;
        views.get(2).unread = 12;
        views.get(2).mentions = 1;

        assertThat(status.of(views, views.get(0), "not connected", 100).toString())
                .isEqualTo("1:general 2:lab 3 3:ops 12! | 4 here | 214 behind | not connected");
    }

    @Test
    void withoutARoomItSaysSo() {
        assertThat(status.of(List.of(), null, "", 40).toString()).isEqualTo("no room ");
    }

    @Test
    void manyRoomsAreCutAndTheCurrentOneIsSeen() {
        List<View> views = rooms("alpha", "beta", "gamma", "delta", "epsilon", "日本語の部屋");

        for (View current : views) {
            String line = status.of(views, current, "", 30).toString();
            assertThat(new AttributedString(line).columnLength()).isLessThanOrEqualTo(30);
            assertThat(line).contains((views.indexOf(current) + 1) + ":" + current.name);
        }
    }

    @Test
    void whenThereAreTooManyThoseInWhichNothingWaitsAreCountedAndHowThingsStandIsTold() {
        List<View> views = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            views.add(new View("room" + i));
        }
        views.get(0).unread = 2;
        views.get(29).unread = 12;
        views.get(29).mentions = 1;
        views.get(8).here = 4;

        assertThat(status.of(views, views.get(8), "not connected", 60).toString())
                .isEqualTo("9:room9 1:room1 2 30:room30 12! +27 | 4 here | not connected");
        assertThat(status.of(views, views.get(8), "not connected", 40).toString())
                .isEqualTo("9:room9 1:room1 2 3…| 4 here | not conn…");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /jo          | /join ROOM [AFTER]   enter a room, or switch to it
            /join lab    | /join ROOM [AFTER]   enter a room, or switch to it
            /qui         | /quit /quiet
            /xyz         | there is no command /xyz
            """)
    void hintsAtTheCommandThatIsTyped(String typed, String hint) {
        assertThat(String.valueOf(status.hint(typed, 200))).isEqualTo(hint);
    }

    @Test
    void whatIsSaidGetsNoHint() {
        assertThat(status.hint("hello", 80)).isNull();
        assertThat(status.hint("//not a command", 80)).isNull();
    }
}
