package thiscord.rooms.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Refused;

@Timeout(30)
class LoginPartsTest {
    private static final PasswordHash CHEAP = new PasswordHash(8, 1);

    @Test
    void aHashMatchesItsPasswordAloneAndNamesItsParameters() {
        String hash = CHEAP.of("correct horse");

        assertThat(hash).startsWith("$argon2id$v=19$m=8,t=1,p=1$").doesNotContain("horse");
        assertThat(PasswordHash.matches(hash, "correct horse")).isTrue();
        assertThat(PasswordHash.matches(hash, "correct hors")).isFalse();
        assertThat(CHEAP.of("correct horse")).isNotEqualTo(hash);
        assertThat(CHEAP.differsFrom(hash)).isFalse();
        assertThat(PasswordHash.DEFAULT.differsFrom(hash)).isTrue();
    }

    @Test
    void accentsMayBeTypedInEitherWay() {
        assertThat(PasswordHash.matches(CHEAP.of("caf\u00e9 au lait"), "cafe\u0301 au lait"))
                .isTrue();
    }

    @Test
    void failuresAreCountedAndForgivenWithTime() {
        AtomicLong now = new AtomicLong();
        Attempts attempts = new Attempts(2, 30, now::get);

        assertThat(attempts.take("alice")).isZero();
        assertThat(attempts.take("alice")).isZero();
        assertThat(attempts.take("alice")).isEqualTo(30);
        assertThat(attempts.take("bob")).isZero();
        now.addAndGet(TimeUnit.SECONDS.toNanos(20));
        assertThat(attempts.take("alice")).isEqualTo(10);
        attempts.giveBack("alice");
        assertThat(attempts.take("alice")).isZero();
    }

    @Test
    void howManyAreRememberedIsBounded() {
        Attempts attempts = new Attempts(2, 30, () -> 0);
        for (int i = 0; i < 3 * Attempts.MOST; i++) {
            attempts.take("nobody" + i);
        }

        assertThat(attempts.remembered()).isEqualTo(Attempts.MOST);
    }

    @Test
    void aChallengeHoldsOnceForItsNameAndKeyAndAMinute() {
        AtomicLong now = new AtomicLong(1000);
        Challenges challenges = new Challenges(now::get);
        String nonce = challenges.nonce("Alice", "K");

        assertThat(challenges.isOurs(nonce, "alice", "K")).isTrue();
        assertThat(challenges.isOurs(nonce, "bob", "K")).isFalse();
        assertThat(challenges.isOurs(nonce, "alice", "L")).isFalse();
        assertThat(challenges.isOurs("?" + nonce, "alice", "K")).isFalse();
        assertThat(challenges.isOurs("", "alice", "K")).isFalse();
        assertThat(new Challenges(now::get).isOurs(nonce, "alice", "K")).isFalse();
        assertThat(challenges.spend(nonce)).isTrue();
        assertThat(challenges.spend(nonce)).isFalse();
        now.addAndGet(Challenges.LIFE_MILLIS);
        assertThat(challenges.isOurs(nonce, "alice", "K")).isFalse();
    }

    @Test
    void whoComesWhenAsManyPasswordsWaitAsMayIsRefusedAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> waiting = new ArrayList<>();
        try (HashingPool pool = new HashingPool()) {
            Thread first = new Thread(() -> quietly(pool, () -> {
                begun.countDown();
                return go.await(20, TimeUnit.SECONDS);
            }));
            first.start();
            begun.await();
            CountDownLatch refused = new CountDownLatch(4);
            for (int i = 0; i < HashingPool.QUEUE + 4; i++) {
                Thread more = new Thread(() -> {
                    if (!quietly(pool, () -> true)) {
                        refused.countDown();
                    }
                });
                waiting.add(more);
                more.start();
            }

            assertThat(refused.await(2, TimeUnit.SECONDS)).isTrue();
            go.countDown();
            for (Thread one : waiting) {
                one.join();
            }
            first.join();
        }
    }

    /** Accounts in memory alone. */
    private static final class Memory implements AccountStore {
        private final Map<Long, Account> byId = new HashMap<>();

        @Override
        public void load(Consumer<Account> to) {
            byId.values().forEach(to);
        }

        @Override
        public long lastGeneration() {
            return byId.values().stream().mapToLong(Account::generation).max().orElse(0);
        }

        @Override
        public long lastId() {
            return byId.size();
        }

        @Override
        public void put(Account account) {
            byId.put(account.id(), account);
        }

        @Override
        public void remove(Account account) {
            byId.remove(account.id());
        }
    }

    /** Does something to the account while its password is being looked at, and logs in with the right one. */
    private static Reason loginDuring(Path folder, Consumer<People> meanwhile) throws Exception {
        Memory store = new Memory();
        AtomicReference<People> changing = new AtomicReference<>();
        PeopleObserver once = new PeopleObserver() {
            @Override
            public void changed(AccountState now) {
                People people = changing.getAndSet(null);
                if (people != null) {
                    meanwhile.accept(people);
                }
            }

            @Override
            public void removed(AccountState gone) {}
        };
        PeopleSettings settings = PeopleSettings.DEFAULT.withHash(CHEAP);
        try (People before = new People(folder, settings, store, once, Clock.systemUTC(), () -> "")) {
            before.add("alice", "correct horse");
        }
        // A hash of other parameters is made anew at a login, which is heard of in the midst of it.
        PeopleSettings dearer = settings.withHash(new PasswordHash(16, 1));
        try (People people = new People(folder, dearer, store, once, Clock.systemUTC(), () -> "")) {
            changing.set(people);
            Refused refused = catchThrowableOfType(
                    Refused.class, () -> people.login(Credential.password("alice", "correct horse"), "192.0.2.7"));
            assertThat(changing.get()).as("what was done meanwhile").isNull();
            assertThat(refused).as("refused").isNotNull();
            return refused.refusal().reason();
        }
    }

    @Test
    void whoIsRemovedOrDisabledDuringItsLoginIsNotLetIn(@TempDir Path folder) throws Exception {
        assertThat(loginDuring(
                        folder,
                        people -> assertThatCode(() -> people.remove("alice")).doesNotThrowAnyException()))
                .isEqualTo(Reason.BAD_LOGIN);
        assertThat(loginDuring(
                        folder,
                        people -> assertThatCode(() -> people.setDisabled("alice", true))
                                .doesNotThrowAnyException()))
                .isEqualTo(Reason.BAD_LOGIN);
    }

    private static boolean quietly(HashingPool pool, Callable<Boolean> work) {
        try {
            return pool.run("", work);
        } catch (Refused e) {
            assertThat(e.refusal().reason()).isEqualTo(Reason.TOO_FAST);
            return false;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void aDamagedHashIsAnErrorAndNoMatch() {
        assertThatThrownBy(() -> PasswordHash.matches("$argon2id$v=19$m=8", "x"))
                .isInstanceOf(IllegalStateException.class);
    }
}
