package thiscord.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RejectsTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final List<String> warnings = new ArrayList<>();
    private final Rejects rejects = new Rejects(warnings::add, 0);

    @Test
    void eachSourceIsWarnedOfOnceAMinute() {
        rejects.reject("a", "why", 1);
        rejects.reject("a", "why", 2);
        rejects.reject("b", "how", 3);

        assertThat(warnings).containsExactly("dropped an event from a: why", "dropped an event from b: how");
        assertThat(rejects.total()).isEqualTo(3);
    }

    @Test
    void theNextMinuteTellsHowManyMoreThereWere() {
        rejects.reject("a", "why", 1);
        rejects.reject("a", "why", 2);
        rejects.reject("a", "why", 3);
        rejects.tick(MINUTE);
        rejects.reject("a", "again", MINUTE + 1);

        assertThat(warnings)
                .containsExactly(
                        "dropped an event from a: why",
                        "dropped 2 more events from a within a minute",
                        "dropped an event from a: again");
    }

    @Test
    void manySourcesDoNotFloodTheLog() {
        for (int i = 0; i < 1000; i++) {
            rejects.reject("source " + i, "why", 1);
        }
        rejects.tick(MINUTE);

        assertThat(warnings).hasSize(21).last().isEqualTo("dropped 980 events from further sources within a minute");
    }
}
