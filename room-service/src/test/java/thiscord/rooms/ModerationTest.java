package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.AddressRange;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;

/** Who may decide what about whom. alice owns the room, mo moderates, rea reads; everybody else is a member. */
class ModerationTest {
    private static final long NOW = 1_000_000;

    private final RoomTable table = new RoomTable(RoomLimits.DEFAULT, Keeps.NOTHING, 0);
    private final Moderation moderation = new Moderation(table);

    ModerationTest() {
        Mutation.Created made = table.create("Lab", "", "", "", "alice", NOW).value();
        table.apply(made);
        table.apply(Moderation.owns(made.room()));
        apply(moderation.role("lab", "mo", "moderator", "alice", NOW));
        apply(moderation.role("lab", "rea", "reader", "mo", NOW));
    }

    private void apply(Answer<List<Mutation>> decided) {
        assertThat(decided.refusal()).isNull();
        decided.value().forEach(table::apply);
    }

    private static String refused(Answer<?> answer) {
        assertThat(answer.refusal()).isNotNull();
        return Objects.requireNonNull(answer.refusal()).reason().wire() + ": "
                + Objects.requireNonNull(answer.refusal()).text();
    }

    private RoomRules rules() {
        return RoomRules.of(table.rules("lab").value());
    }

    @Test
    void whoMakesARoomIsItsOwnerAndARefusalNamesTheRoleThatIsMissing() {
        assertThat(rules().role("ALICE")).isEqualTo(Role.OWNER);
        assertThat(refused(table.delete("lab", "bob")))
                .isEqualTo("not-allowed: Only an owner of 'Lab' may delete it; 'bob' is a member.");
        assertThat(refused(moderation.lock("lab", true, "rea", NOW)))
                .isEqualTo("not-allowed: Only a moderator of 'Lab' may lock or unlock it; 'rea' is a reader.");
        assertThat(refused(moderation.access("lab", "unlisted", "mo", NOW)))
                .isEqualTo("not-allowed: Only an owner of 'Lab' may say who finds it; 'mo' is a moderator.");
        assertThat(refused(table.topic("lab", "cats", new Who("rea", ""), NOW)))
                .isEqualTo("not-allowed: Only a member of 'Lab' may say something; 'rea' is a reader.");
        assertThat(table.delete("lab", "alice").refusal()).isNull();
    }

    @Test
    void moderatorsNameMembersAndReadersAndOnlyOwnersNameMore() {
        apply(moderation.role("lab", "bob", "reader", "mo", NOW));
        apply(moderation.role("lab", "bob", "", "mo", NOW));

        assertThat(rules().standings()).hasSize(3);
        assertThat(refused(moderation.role("lab", "bob", "moderator", "mo", NOW)))
                .isEqualTo("not-allowed: Only an owner of 'Lab' may make somebody a moderator; 'mo' is a moderator.");
        assertThat(refused(moderation.role("lab", "alice", "reader", "mo", NOW)))
                .contains("an owner, which 'alice' is");
        apply(moderation.role("lab", "mo2", "moderator", "alice", NOW));
        assertThat(refused(moderation.role("lab", "mo2", "reader", "mo", NOW)))
                .contains("Only an owner may do that to a moderator");
        assertThat(refused(moderation.role("lab", "bob", "king", "alice", NOW))).startsWith("bad-field");
        assertThat(refused(moderation.role("lab", "not a nick", "reader", "alice", NOW)))
                .startsWith("bad-nick");
    }

    @Test
    void theLastOwnerStays() {
        assertThat(refused(moderation.role("lab", "alice", "member", "alice", NOW)))
                .contains("'alice' is the last owner");

        apply(moderation.role("lab", "bob", "owner", "alice", NOW));
        apply(moderation.role("lab", "alice", "member", "bob", NOW));

        assertThat(refused(moderation.role("lab", "bob", "", "bob", NOW))).contains("last owner");
    }

    @Test
    void nobodyIsBannedByWhoeverHasNoMoreRights() {
        for (String target : List.of("alice", "mo")) {
            assertThat(refused(moderation.ban("lab", target, Restriction.FOR_GOOD, "", "mo", NOW)))
                    .startsWith("not-allowed");
            assertThat(refused(moderation.mute("lab", target, Restriction.FOR_GOOD, "", "mo", NOW)))
                    .startsWith("not-allowed");
            assertThat(refused(moderation.kick("lab", target, "", "mo", NOW))).startsWith("not-allowed");
        }
        apply(moderation.ban("lab", "mo", Restriction.FOR_GOOD, "", "alice", NOW));
        assertThat(refused(moderation.ban("lab", "alice", Restriction.FOR_GOOD, "", "alice", NOW)))
                .contains("Nobody may do that to an owner");
    }

    @Test
    void aModeratorWhoIsBannedDecidesNothingWhileThatHolds() {
        apply(moderation.ban("lab", "mo", NOW + 1000, "", "alice", NOW));

        List<Answer<List<Mutation>>> tries = List.of(
                moderation.lock("lab", true, "mo", NOW),
                moderation.slow("lab", 30, "mo", NOW),
                moderation.role("lab", "eve", "member", "mo", NOW),
                moderation.mute("lab", "eve", Restriction.FOR_GOOD, "", "mo", NOW),
                moderation.ban("lab", "eve", Restriction.FOR_GOOD, "", "mo", NOW),
                moderation.ban("lab", "mo", 0, "", "mo", NOW),
                moderation.kick("lab", "eve", "", "mo", NOW),
                moderation.access("lab", "invited", "mo", NOW));

        assertThat(tries)
                .allSatisfy(one ->
                        assertThat(refused(one)).startsWith("not-allowed: You are banned from 'Lab' by alice until"));
        apply(moderation.lock("lab", true, "mo", NOW + 1000));
    }

    @Test
    void whoIsBannedIsMadeNoOwnerAndNoModeratorSoThatSomebodyCanAlwaysDecide() {
        apply(moderation.ban("lab", "eve", NOW + 1000, "", "mo", NOW));

        for (String role : List.of("owner", "moderator")) {
            assertThat(refused(moderation.role("lab", "eve", role, "alice", NOW)))
                    .isEqualTo("not-allowed: 'eve' is banned from 'Lab'; end the ban first.");
        }
        apply(moderation.role("lab", "eve", "member", "alice", NOW));
        apply(moderation.role("lab", "eve", "owner", "alice", NOW + 1000));
    }

    @Test
    void aBanEndsTheMembershipSaysWhyAndHoldsUntilItsTime() {
        table.join("lab", "eve", "", NOW).value().forEach(table::apply);

        Answer<List<Mutation>> ban = moderation.ban("lab", "EVE", NOW + 60_000, "spam", "mo", NOW);
        apply(ban);

        assertThat(ban.value()).hasSize(3);
        assertThat(((Mutation.Expelled) ban.value().get(1)).text())
                .isEqualTo("You are banned from 'Lab' by mo until 1970-01-01 00:17Z: spam.");
        assertThat(table.members("lab").value()).isEmpty();
        assertThat(refused(table.join("lab", "eve", "", NOW)))
                .startsWith("not-allowed: You are banned from 'Lab' by mo");
        assertThat(refused(table.topic("lab", "x", new Who("eve", ""), NOW))).startsWith("not-allowed: You are banned");
        assertThat(refused(table.openTo("lab", "eve", NOW))).startsWith("not-allowed: You are banned");
        assertThat(table.join("lab", "eve", "", NOW + 60_000).refusal()).isNull();
        apply(moderation.ban("lab", "eve", 0, "", "mo", NOW));
        assertThat(table.join("lab", "eve", "", NOW).refusal()).isNull();
        assertThat(rules().standings()).hasSize(3);
    }

    @Test
    void aKickIsOfSomebodyWhoIsThereAndDecidesNothing() {
        table.came(1, "lab", "eve");

        Answer<List<Mutation>> kick = moderation.kick("lab", "eve", "calm down", "mo", NOW);
        apply(kick);

        assertThat(kick.value()).hasSize(1);
        assertThat(((Mutation.Expelled) kick.value().get(0)).text()).isEqualTo("mo took you out of Lab: calm down");
        assertThat(rules().standing("eve").isNothing(0)).isTrue();
        assertThat(refused(moderation.kick("lab", "bob", "", "mo", NOW))).startsWith("no-such-nick");
        assertThat(refused(moderation.kick("lab", "eve", "two\nlines", "mo", NOW)))
                .startsWith("bad-field");
    }

    @Test
    void aRoomByInvitationIsForThoseWhoHaveARole() {
        apply(moderation.access("lab", "invited", "alice", NOW));

        assertThat(refused(table.join("lab", "bob", "", NOW))).isEqualTo("no-such-room: There is no room 'lab'.");
        assertThat(table.list("", 10, rules -> rules.listedFor("bob"))).isEmpty();
        assertThat(table.list("", 10, rules -> rules.listedFor("rea")))
                .extracting(RoomInfo::access)
                .containsExactly("invited");
        apply(moderation.role("lab", "bob", "member", "mo", NOW));
        assertThat(table.join("lab", "bob", "", NOW).refusal()).isNull();
    }

    @Test
    void anUnlistedRoomIsOpenToWhoeverKnowsItsName() {
        apply(moderation.access("lab", "unlisted", "alice", NOW));

        assertThat(table.list("", 10, rules -> rules.listedFor("bob"))).isEmpty();
        assertThat(table.join("lab", "bob", "", NOW).refusal()).isNull();
    }

    @Test
    void aLockedRoomLetsInItsModeratorsAlone() {
        apply(moderation.lock("lab", true, "mo", NOW));

        assertThat(refused(table.join("lab", "bob", "", NOW))).contains("locked");
        assertThat(table.join("lab", "mo", "", NOW).refusal()).isNull();
        apply(moderation.lock("lab", false, "mo", NOW));
        assertThat(table.join("lab", "bob", "", NOW).refusal()).isNull();
    }

    @Test
    void slowModeHasALimitAndNeverSlowsModerators() {
        apply(moderation.slow("lab", 30, "mo", NOW));

        assertThat(rules().slowSeconds("bob")).isEqualTo(30);
        assertThat(rules().slowSeconds("mo")).isZero();
        assertThat(rules().everybodySpeaks()).isFalse();
        assertThat(refused(moderation.slow("lab", -1, "mo", NOW))).startsWith("bad-field");
        assertThat(refused(moderation.slow("lab", PersonSession.MAX_SLOW_SECONDS + 1, "mo", NOW)))
                .startsWith("bad-field");
    }

    @Test
    void mutedPeopleAndReadersSayNothing() {
        assertThat(Objects.requireNonNull(rules().speaking("rea", NOW)).text()).contains("'rea' is a reader");
        apply(moderation.mute("lab", "bob", NOW + 1000, "", "mo", NOW));

        assertThat(Objects.requireNonNull(rules().speaking("bob", NOW)).reason())
                .isEqualTo(Reason.NOT_ALLOWED);
        assertThat(rules().speaking("bob", NOW + 1000)).isNull();
        assertThat(rules().speaking("carol", NOW)).isNull();
    }

    @Test
    void whatIsDecidedAboutPeopleIsBounded() {
        for (int i = 3; i < Rules.MOST; i++) {
            apply(moderation.role("lab", "n" + i, "member", "alice", NOW));
        }

        assertThat(refused(moderation.role("lab", "one-more", "member", "alice", NOW)))
                .startsWith("room-full");
        apply(moderation.role("lab", "n3", "reader", "alice", NOW));
        apply(moderation.role("lab", "n4", "", "alice", NOW));
        apply(moderation.mute("lab", "eve", NOW + 1000, "", "alice", NOW));
        assertThat(refused(moderation.role("lab", "one-more", "member", "alice", NOW + 999)))
                .startsWith("room-full");
        apply(moderation.role("lab", "one-more", "member", "alice", NOW + 1000));
        assertThat(rules().standing("eve").mute().until()).isZero();
        assertThat(rules().standings()).hasSize(Rules.MOST);
    }

    @Test
    void aBanByAddressIsOfTheNickTooAndNobodyReadsTheAddress() {
        AddressRange range = Objects.requireNonNull(AddressRange.of("192.0.2.7"));
        table.join("lab", "eve", "", NOW).value().forEach(table::apply);

        apply(moderation.banAddress("lab", "eve", range, Restriction.FOR_GOOD, "", "mo", NOW));

        assertThat(rules().bars("eve", "198.51.100.1", NOW)).isNotNull();
        assertThat(rules().bars("carol", "192.0.2.7", NOW)).isNotNull();
        assertThat(rules().bars("carol", "192.0.2.8", NOW)).isNull();
        assertThat(table.members("lab").value()).isEmpty();
        assertThat(table.rulesFor("lab", "alice").value().standings())
                .extracting(Standing::nick)
                .contains("eve", "an address of eve")
                .noneMatch(nick -> nick.contains("192"));
        assertThat(table.rulesFor("lab", "carol").value().standings())
                .extracting(Standing::nick)
                .containsExactlyInAnyOrder("alice", "mo", "rea", "eve");

        apply(moderation.ban("lab", "EVE", 0, "", "mo", NOW));
        assertThat(rules().bars("carol", "192.0.2.7", NOW)).isNull();
        assertThat(rules().standings()).hasSize(3);
    }

    @Test
    void aRangeThatWasTypedIsReadByThoseWhoModerate() {
        AddressRange range = Objects.requireNonNull(AddressRange.parse("192.0.2.0/24"));

        apply(moderation.banAddress("lab", "", range, Restriction.FOR_GOOD, "", "mo", NOW));

        assertThat(table.rulesFor("lab", "mo").value().standings())
                .extracting(Standing::nick)
                .contains("192.0.2.0/24");
    }
}
