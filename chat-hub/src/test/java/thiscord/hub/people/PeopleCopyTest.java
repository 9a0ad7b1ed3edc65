package thiscord.hub.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.PeopleInfo;

class PeopleCopyTest {
    private static final PeopleInfo INFO = new PeopleInfo("", "on", false);

    @Test
    void aNewAccountThatLooksLikeOneThatIsGoneIsGuarded() {
        PeopleCopy copy = PeopleCopy.none();
        copy.reset(INFO, List.of(new AccountState("alice", 1, false)));

        assertThat(copy.reset(INFO, List.of(new AccountState("a1ice", 2, false))))
                .containsExactly("alice");

        assertThat(copy.taken("a1ice")).isNotNull();
        assertThat(copy.taken("alice")).isNotNull();
        assertThat(copy.taken("a1ice", "a1ice")).isNull();
        assertThat(copy.taken("a1ice", "bob")).isNotNull();
    }
}
