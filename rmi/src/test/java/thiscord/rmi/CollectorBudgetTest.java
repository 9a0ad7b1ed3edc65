package thiscord.rmi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollectorBudgetTest {
    private static long takenAtOnce(CollectorBudget budget) {
        long taken = 0;
        while (taken < 10_000_000 && budget.take()) {
            taken++;
        }
        return taken;
    }

    @Test
    void isSpentAtOnceAndComesBackByTheMillisecond() {
        CollectorBudget budget = new CollectorBudget();
        long began = System.nanoTime();

        long taken = takenAtOnce(budget);

        long millis = (System.nanoTime() - began) / 1_000_000 + 1;
        assertThat(taken).isBetween(4000L, 4000 + millis);
    }

    @Test
    void eachObjectThatIsGivenAwayMayBeSpokenOf() {
        CollectorBudget budget = new CollectorBudget();
        for (int i = 0; i < 1_000_000; i++) {
            budget.given();
        }

        assertThat(takenAtOnce(budget)).isGreaterThanOrEqualTo(1_004_000);
    }
}
