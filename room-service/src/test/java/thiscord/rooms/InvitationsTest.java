package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.people.Invitation;
import thiscord.protocol.rules.RoomRules;

/** Invitations in the real store, which is opened again and again, with a clock that is set by hand. */
@Timeout(60)
class InvitationsTest {
    private static final Who ALICE = new Who("alice", "here");
    private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Clock clock = Clock.fixed(START, ZoneOffset.UTC);

    private Directory open() {
        RoomStore store = SqliteRoomStore.open(folder);
        RoomTable table = new RoomTable(RoomLimits.DEFAULT, Keeps.NOTHING, store.lastId());
        return new Directory(table, new ChangeFeed(1000), store, new RoomEvents("n", "i", clock, event -> {}), clock);
    }

    private static Directory withLab(Directory directory) {
        directory.create(new RoomSpec("lab", "", "", "invited"), ALICE).value();
        return directory;
    }

    private static Answer<InvitationInfo> make(Directory directory, String role, int uses, Who by) {
        long expires = START.plus(Duration.ofDays(7)).toEpochMilli();
        return directory.makeInvitation(new Inviting.Wanted("lab", role, uses, expires), by);
    }

    private static Answer<RoomInfo> redeem(Directory directory, InvitationInfo one, String nick) {
        return directory.redeem(one.secret(), new Who(nick, "there"), false);
    }

    private static Answer<RoomInfo> asStranger(Directory directory, InvitationInfo one, String nick) {
        return directory.redeem(one.secret(), new Who(nick, "there"), true);
    }

    private static String role(Directory directory, String nick) {
        return RoomRules.of(directory.rules("lab").value()).standing(nick).role();
    }

    private static Reason reason(Answer<?> answer) {
        assertThat(answer.refusal()).isNotNull();
        return answer.refusal().reason();
    }

    @Test
    void moreUsesThanThereAreCannotBeHadAtOnceNorAfterARestart() throws Exception {
        InvitationInfo made;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Directory directory = withLab(open())) {
            made = make(directory, "member", 5, ALICE).value();
            CyclicBarrier together = new CyclicBarrier(16);
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String nick = "guest" + i;
                all.add(threads.submit(() -> {
                    together.await();
                    return redeem(directory, made, nick).refusal() == null;
                }));
            }
            int in = 0;
            for (Future<Boolean> one : all) {
                in += one.get() ? 1 : 0;
            }

            assertThat(in).isEqualTo(5);
            assertThat(directory.rules("lab").value().standings()).hasSize(6);
        } finally {
            threads.shutdownNow();
        }
        try (Directory directory = open()) {
            assertThat(directory.invitations("lab", "alice").value())
                    .singleElement()
                    .extracting(InvitationInfo::usesLeft, InvitationInfo::secret)
                    .containsExactly(0, "");
            assertThat(reason(redeem(directory, made, "late"))).isEqualTo(Reason.BAD_INVITATION);
        }
    }

    @Test
    void whoComesAgainCostsNoUseAndWhoHasTheRoleNeither() {
        try (Directory directory = withLab(open())) {
            InvitationInfo made = make(directory, "reader", 2, ALICE).value();

            assertThat(redeem(directory, made, "Bob").value().name()).isEqualTo("lab");
            assertThat(redeem(directory, made, "bob").refusal()).isNull();
            assertThat(redeem(directory, made, "alice").refusal()).isNull();

            assertThat(role(directory, "bob")).isEqualTo("reader");
            assertThat(role(directory, "alice")).isEqualTo("owner");
            assertThat(directory.invitations("lab", "alice").value())
                    .singleElement()
                    .extracting(InvitationInfo::usesLeft)
                    .isEqualTo(1);
            directory.decide("lab", ALICE, (moderation, now) -> moderation.role("lab", "bob", "", "alice", now));
            assertThat(reason(redeem(directory, made, "bob"))).isEqualTo(Reason.BAD_INVITATION);
        }
    }

    @Test
    void aStrangerCannotClaimANickThatHasARole() {
        try (Directory directory = withLab(open())) {
            InvitationInfo made = make(directory, "reader", 2, ALICE).value();

            assertThat(reason(asStranger(directory, made, "ALICE"))).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(asStranger(directory, made, "bob").refusal()).isNull();
            assertThat(asStranger(directory, made, "bob").refusal()).isNull();
        }
    }

    @Test
    void eachWayToBeVoidIsTold() {
        InvitationInfo expiring;
        try (Directory directory = withLab(open())) {
            expiring = make(directory, "member", 1, ALICE).value();
            InvitationInfo revoked = make(directory, "member", 1, ALICE).value();
            InvitationInfo used = make(directory, "moderator", 1, ALICE).value();
            redeem(directory, used, "mona");
            InvitationInfo hers =
                    make(directory, "member", 1, new Who("mona", "")).value();

            assertThat(directory.revokeInvitation("lab", 99, ALICE).refusal()).isNotNull();
            assertThat(directory.revokeInvitation("lab", revoked.id(), ALICE).refusal())
                    .isNull();
            assertThat(redeem(directory, revoked, "bob").refusal().text()).contains("revoked");
            assertThat(redeem(directory, used, "bob").refusal().text()).contains("used up");
            assertThat(directory
                            .redeem(Invitation.newSecret(), ALICE, false)
                            .refusal()
                            .text())
                    .contains("wrong");
            directory.decide("lab", ALICE, (moderation, now) -> moderation.role("lab", "mona", "", "alice", now));
            assertThat(redeem(directory, hers, "bob").refusal().text()).contains("may invite no more");
        }
        clock = Clock.fixed(START.plus(Duration.ofDays(8)), ZoneOffset.UTC);
        try (Directory directory = open()) {
            assertThat(redeem(directory, expiring, "bob").refusal().text()).contains("expired");
            assertThat(directory.invitations("lab", "alice").value()).isEmpty();
        }
    }

    @Test
    void whoMayInviteDependsOnTheRole() {
        try (Directory directory = withLab(open())) {
            Who mona = new Who("mona", "");
            redeem(directory, make(directory, "moderator", 1, ALICE).value(), "mona");
            redeem(directory, make(directory, "member", 1, ALICE).value(), "bob");

            assertThat(make(directory, "member", 1, mona).refusal()).isNull();
            assertThat(reason(make(directory, "moderator", 1, mona))).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(reason(make(directory, "reader", 1, new Who("bob", "")))).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(reason(directory.invitations("lab", "bob"))).isEqualTo(Reason.NOT_ALLOWED);
            assertThat(reason(make(directory, "king", 1, ALICE))).isEqualTo(Reason.BAD_FIELD);
            assertThat(reason(make(directory, "member", 0, ALICE))).isEqualTo(Reason.BAD_FIELD);
            assertThat(directory.audit("lab", "alice", Long.MAX_VALUE, 0).value())
                    .extracting(AuditLine::by, AuditLine::action, AuditLine::about)
                    .contains(tuple("alice", "invitation", "invitation 1"), tuple("mona", "redeemed", "invitation 1"));
        }
    }

    @Test
    void thereIsNoSecretInTheFilesAndNothingIsLeftOfADeletedRoom() throws Exception {
        InvitationInfo made;
        try (Directory directory = withLab(open())) {
            made = make(directory, "member", 3, ALICE).value();
            redeem(directory, made, "bobolink");

            assertThat(inFiles(made.secret())).isFalse();
            assertThat(inFiles(Invitation.hashOf(made.secret()))).isTrue();
            directory.delete("lab", ALICE);
            assertThat(reason(redeem(directory, made, "bob"))).isEqualTo(Reason.BAD_INVITATION);
        }
        assertThat(inFiles(Invitation.hashOf(made.secret()))).isFalse();
        assertThat(inFiles("bobolink")).isFalse();
    }

    private boolean inFiles(String text) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }
}
