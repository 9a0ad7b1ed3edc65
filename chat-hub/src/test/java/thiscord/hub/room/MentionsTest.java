package thiscord.hub.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MentionsTest {
    @Test
    void aNickAfterAnAtIsFoundWhereverItStands() {
        assertThat(Mentions.in("@bob")).containsExactly("bob");
        assertThat(Mentions.in("hi @bob, and (@Carol)!")).containsExactly("bob", "Carol");
        assertThat(Mentions.in("@Jürgen und @Ｂob")).containsExactly("Jürgen", "Ｂob");
        assertThat(Mentions.in("@@bob")).containsExactly("bob");
    }

    @Test
    void theEndOfASentenceIsTriedWithItAndWithout() {
        assertThat(Mentions.in("ask @bob. @al-2 -- @x-")).containsExactly("bob.", "bob", "al-2", "x-", "x");
    }

    @Test
    void anAddressIsNoMentionAndNothingIsNoNick() {
        assertThat(Mentions.in("bob@example.org @ @. @!")).isEmpty();
        assertThat(Mentions.in("@bob@example.org, @@bob@@")).isEmpty();
        assertThat(Mentions.in("@" + "x".repeat(33))).isEmpty();
    }

    @Test
    void ofManyOnlySomeAreLookedAt() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            all.append("@n").append(i).append(' ');
        }

        assertThat(Mentions.in(all.toString())).hasSize(Mentions.MOST);
    }

    @Test
    void whoWentLatelyIsKnownUntilItComesBackAndOfManyTheNewest() {
        Strays strays = new Strays(2);
        strays.went("Ann");
        assertThat(strays.has("ann")).isTrue();
        strays.forget("ANN");
        assertThat(strays.has("ann")).isFalse();

        strays.went("a");
        strays.went("b");
        strays.went("a");
        strays.went("c");

        assertThat(strays.has("a")).isTrue();
        assertThat(strays.has("b")).isFalse();
        assertThat(strays.has("c")).isTrue();
    }
}
