package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveriesTest {
    @Test
    void nothingIsSettledBetweenTheEventsOfATurnAndWhatFollowsThem() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Deliveries deliveries = new Deliveries(() -> told.add("settled"), () -> {});
        deliveries.start();
        deliveries.addPart(() -> told.add("event"));
        Thread handler = Thread.getAllStackTraces().keySet().stream()
                .filter(one -> one.getName().equals("thiscord-client-handler"))
                .findFirst()
                .orElseThrow();
        // It has nothing more to do for now, and waits for the rest.
        while (told.isEmpty() || handler.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(told).containsExactly("event");
        deliveries.add(() -> told.add("read"));
        deliveries.end();
        deliveries.awaitEnd();

        assertThat(told).containsExactly("event", "read", "settled");
    }
}
