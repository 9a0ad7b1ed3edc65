package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ActivityLogTest {
    @Test
    void linesOverTheMostOfAMinuteAreLeftOutAndCounted() {
        AtomicLong now = new AtomicLong();
        ActivityLog log = new ActivityLog(now::get);
        for (int i = 0; i < ActivityLog.MOST; i++) {
            assertThat(log.within(() -> "ann: listed rooms")).isEqualTo("ann: listed rooms");
        }
        assertThat(log.within(() -> "ann: listed rooms")).isEmpty();
        assertThat(log.within(() -> "ann: listed rooms")).isEmpty();

        now.set(TimeUnit.MINUTES.toNanos(1));

        assertThat(log.within(() -> "bob: listed rooms"))
                .isEqualTo("bob: listed rooms (before it, 2 lines like this were left out)");
    }
}
