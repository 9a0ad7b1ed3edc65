package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.hub.people.PeopleCopy;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.PeopleInfo;

/** The nick of one session that has nothing else: no connection, no rooms. */
@Timeout(30)
class IdentityTest implements SessionObserver {
    private final Nicks nicks = new Nicks();
    private final PeopleCopy people = PeopleCopy.none();
    private final Lobby lobby = new Lobby(
            "hub",
            Limits.DEFAULT,
            Fairness.DEFAULT,
            true,
            Duration.ZERO,
            nicks,
            null,
            null,
            null,
            this,
            new Tally(),
            null,
            people,
            null);
    private final Session session = new Session(1, null, null, null, null, lobby);

    @Override
    public void login(String nick) {}

    @Override
    public void logout(String nick) {}

    private static boolean waitsFor(Object lock, Thread who) {
        ThreadInfo now = ManagementFactory.getThreadMXBean().getThreadInfo(who.getId());
        LockInfo wanted = now == null ? null : now.getLockInfo();
        return wanted != null && wanted.getIdentityHashCode() == System.identityHashCode(lock);
    }

    @Test
    void aNickThatABanWouldTakeForAnAddressIsWornByAnAccountOfOldAlone() {
        Identity identity = session.identity();
        identity.invited("10.0.0.1");

        for (String nick : List.of("10.0.0.1", "\uFF11\uFF10.0.0.1", "192.0.2.255")) {
            assertThat(identity.take(nick)).as(nick).extracting(Refusal::reason).isEqualTo(Reason.BAD_NICK);
            assertThat(identity.inTheWay(nick)).as(nick).isNotNull();
        }
        assertThat(identity.take(new Identity.Entry("10.0.0.1", 1))).isNull();
        assertThat(identity.take("10.0.0.1")).isNull();
        identity.invited("v1.2.3.4");
        assertThat(identity.take("v1.2.3.4")).isNull();
    }

    @Test
    void aNickThatBecameAnAccountsAsAGuestTookItIsNotTaken() throws Exception {
        Identity identity = session.identity();
        identity.invited("alice");
        FutureTask<Refusal> guest = new FutureTask<>(() -> identity.take("alice"));
        Thread coming = new Thread(guest, "guest");

        synchronized (nicks) {
            coming.start();
            while (coming.isAlive() && !waitsFor(nicks, coming)) {
                Thread.onSpinWait();
            }
            people.reset(new PeopleInfo("", "on", false), List.of(new AccountState("alice", 1, false)));
        }

        assertThat(guest.get(20, TimeUnit.SECONDS))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.NICK_REGISTERED));
        assertThat(identity.nick()).isNull();
        assertThat(nicks.find("alice")).isNull();
        assertThat(identity.take(new Identity.Entry("alice", 1))).isNull();
        assertThat(identity.nick()).isEqualTo("alice");
    }
}
