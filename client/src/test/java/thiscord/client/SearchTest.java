package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import thiscord.protocol.Command;
import thiscord.protocol.Event;

class SearchTest {
    private final Search search = new Search("lab", "Needle", 3000);

    private static Event.Message message(long seq, String text) {
        return new Event.Message("lab", seq, "bob", false, text, 0, null, true);
    }

    private boolean page(long from, long to, boolean more, String text) {
        for (long seq = from; seq <= to; seq++) {
            assertThat(search.takes(message(seq, text + seq))).isTrue();
        }
        return search.pageEnded(new Event.History("lab", from, to, more, null));
    }

    @Test
    void readsBackwardsUntilNothingIsLeft() {
        assertThat(search.next()).isEqualTo(new Command.History("lab", 3001, 1000, null));
        assertThat(page(2001, 3000, true, "hay")).isTrue();
        assertThat(search.next().before()).isEqualTo(2001);
        assertThat(page(1991, 2000, false, "a needle in hay ")).isFalse();

        assertThat(search.found()).hasSize(10);
        assertThat(search.found().get(0).seq()).isEqualTo(1991);
        assertThat(search.summary(null)).isEqualTo("10 found in all that lab keeps (1010 read)");
    }

    @Test
    void stopsWhenEnoughIsFoundAndWhenTooMuchWasRead() {
        search.next();
        assertThat(page(2901, 3000, true, "NEEDLE")).isFalse();
        assertThat(search.found()).hasSize(Search.MOST_FOUND);
        assertThat(search.found().get(0).seq()).isEqualTo(2951);

        Search other = new Search("lab", "x", 1_000_000);
        int pages = 1;
        other.next();
        while (other.pageEnded(new Event.History("lab", 1_000_000 - pages, 1_000_000, true, null))) {
            other.next();
            pages++;
        }
        assertThat(pages).isEqualTo(Search.MOST_PAGES);
    }

    @Test
    void talkIsNotTakenForAnAnswer() {
        assertThat(search.takes(message(3001, "new"))).isFalse();
        assertThat(search.takes(new Event.Message("lab", 5, "bob", false, "live", 0, null, false)))
                .isFalse();
        assertThat(search.takes(new Event.Message("ops", 5, "bob", false, "elsewhere", 0, null, true)))
                .isFalse();
    }
}
