package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import zmq.Msg;

class SubscriptionBudgetTest {
    private final SubscriptionBudget budget = new SubscriptionBudget(10, 1000);
    private final Subscriptions one = new Subscriptions();
    private final Subscriptions other = new Subscriptions();

    private long now = 1;

    private @Nullable Subscriptions say(Subscriptions who, int verb, String prefix) {
        byte[] frame = ("x" + prefix).getBytes(StandardCharsets.US_ASCII);
        frame[0] = (byte) verb;
        return budget.take(who, new Msg(frame), now);
    }

    @Test
    void aPrefixCountsOnceAndOnlyWhatIsFollowedIsGivenUp() {
        for (int i = 0; i < 10; i++) {
            assertThat(say(one, 1, "topic/" + i)).isNull();
            assertThat(say(one, 1, "topic/" + i)).isNull();
            assertThat(say(one, 0, "nothing")).isNull();
            assertThat(say(one, 7, "a message")).isNull();
        }
        assertThat(one.count()).isEqualTo(10);
        assertThat(one.bytes()).isEqualTo(70);

        assertThat(say(one, 0, "topic/0")).isNull();
        assertThat(say(one, 1, "topic/x")).isNull();
        assertThat(say(one, 1, "topic/y")).isSameAs(one);
    }

    @Test
    void whoChangesItsMindTooOftenWithinAMinuteGoes() {
        for (int minute = 0; minute < 3; minute++) {
            now += 61_000_000_000L;
            for (int i = 0; i < 10; i++) {
                assertThat(say(one, 1, "topic/" + i)).isNull();
                assertThat(say(one, 0, "topic/" + i)).isNull();
            }
        }

        assertThat(say(one, 1, "topic/x")).isSameAs(one);
        assertThat(say(other, 1, "topic/x")).isNull();
    }

    @Test
    void longPrefixesAreTooManyBeforeTheirNumberIs() {
        assertThat(say(one, 1, "a".repeat(500))).isNull();
        assertThat(say(one, 1, "b".repeat(200))).isSameAs(one);
        assertThat(say(other, 1, "b".repeat(500))).as("the other has its place").isNull();
    }

    @Test
    void whoHasMostGoesWhenAllTogetherHaveTooMany() {
        Subscriptions third = new Subscriptions();
        assertThat(say(one, 1, "a".repeat(600))).isNull();
        assertThat(say(other, 1, "b".repeat(300))).isNull();
        assertThat(say(third, 1, "c".repeat(101))).isSameAs(one);
        assertThat(say(third, 1, "d".repeat(400))).isNull();

        budget.left(other);
        budget.left(other);
        assertThat(say(third, 1, "e".repeat(100))).isNull();
    }
}
