package thiscord.hub.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.RoomRules;
import thiscord.protocol.rules.SlowMode;

class RuleKeeperTest {
    private final RuleKeeper keeper = new RuleKeeper(slow(30));

    private static RoomRules slow(int seconds) {
        RoomInfo room = new RoomInfo(1, "lab", "", "nothing", "alice", 0, 0, "public", false, seconds);
        return RoomRules.of(new Rules(room, List.of(Standing.none("mo").withRole("moderator"))));
    }

    private static Refusal refused(RuleKeeper keeper, String nick, long now) {
        return Objects.requireNonNull(keeper.speaking(nick, now));
    }

    @Test
    void inASlowRoomAMemberWaitsBetweenTwoMessagesAndAModeratorDoesNot() {
        keeper.spoke("bob", 1000);
        keeper.spoke("mo", 1000);

        assertThat(refused(keeper, "BOB", 2000))
                .isEqualTo(new Refusal(
                        Reason.TOO_FAST, "This room is slow: one message in 30 s; you may say the next in 29 s."));
        assertThat(keeper.speaking("mo", 2000)).isNull();
        assertThat(keeper.speaking("carol", 2000)).isNull();
        assertThat(keeper.speaking("bob", 31_000)).isNull();
    }

    @Test
    void neitherAnotherNickNorAClockThatWasSetBackChangesTheWait() {
        keeper.spoke("bob", 1_000_000);

        keeper.renamed("bob", "bobby", 0);

        assertThat(refused(keeper, "bobby", 1_010_000).text()).endsWith("in 20 s.");
        assertThat(refused(keeper, "bob", 5).text()).endsWith("in 30 s.");
    }

    @Test
    void whenTheRoomIsNotSlowAnyMoreNobodyWaits() {
        keeper.spoke("bob", 1000);

        keeper.rules(slow(0));

        assertThat(keeper.speaking("bob", 1001)).isNull();
    }

    @Test
    void onlySoManySpeakersAreRemembered() {
        keeper.spoke("first", 1000);
        for (int i = 0; i < SlowMode.MOST; i++) {
            keeper.spoke("n" + i, 1000);
        }

        assertThat(keeper.speaking("first", 1001)).isNull();
        assertThat(keeper.speaking("n0", 1001)).isNotNull();
    }
}
