package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

class PlacesTest {
    private final Places places = new Places();

    private View joined(String room, long seq) {
        return places.joined(new Event.Joined(room, "e", seq, List.of("ann"), 1, "", Keeps.NOTHING, null));
    }

    @Test
    void theFirstRoomIsTheCurrentOneAndTheNextIsNot() {
        View general = joined("general", 0);
        joined("lab", 0);

        assertThat(places.current()).isSameAs(general);
    }

    @Test
    void whoWasPutOutTalksNowhereAlsoAfterTheHubIsBack() {
        joined("general", 0);
        joined("lab", 0);
        places.left(new Event.Left("general", "kicked", null));

        joined("lab", 3);
        assertThat(places.current()).isNull();

        places.wish("lab");
        assertThat(joined("lab", 3)).isSameAs(places.current());
    }

    @Test
    void aRoomOfWhichNothingWasToldIsSearchedFromWhereItWasEntered() {
        View lab = joined("lab", 40);

        assertThat(lab.searchableTo()).isEqualTo(40);
        lab.heard(new Event.Message("lab", 41, "bob", false, "hi", 0, null, false));
        assertThat(lab.searchableTo()).isEqualTo(41);
    }
}
