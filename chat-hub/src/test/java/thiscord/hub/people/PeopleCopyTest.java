package thiscord.hub.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void anAccountThatWasMadeAgainMeanwhileIsAnother(@TempDir Path folder) {
        PeopleCopy.open(folder, Clock.systemUTC())
                .reset(INFO, List.of(new AccountState("alice", 1, false, 5), new AccountState("bob", 2, false, 6)));

        PeopleCopy copy = PeopleCopy.open(folder, Clock.systemUTC());

        assertThat(copy.gone(List.of(new AccountState("alice", 4, false, 5), new AccountState("Bob", 3, false, 7))))
                .containsExactly("bob");
        assertThat(copy.gone(List.of(new AccountState("bob", 3, false)))).containsExactly("alice");
    }
}
