package thiscord.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import thiscord.protocol.event.Topics;

class BacklogTest {
    private final Backlog backlog = new Backlog(3);

    private static Backlog.Waiting event(String topic) {
        return new Backlog.Waiting(topic.getBytes(StandardCharsets.UTF_8), new byte[10], null);
    }

    private String taken() {
        Backlog.Waiting next = backlog.take(0);
        return next == null ? "none" : new String(next.topic(), StandardCharsets.UTF_8);
    }

    @Test
    void theOldestIsPushedOutAndCounted() {
        for (String topic : new String[] {"a", "b", "c", "d", "e"}) {
            backlog.add(event(topic));
        }
        backlog.ready(true);

        assertThat(backlog.stats()).isEqualTo(new EventPublisher.Stats(3, 0, 2, 0, true));
        assertThat(taken()).isEqualTo("c");
    }

    @Test
    void aDemandToEraseIsNotPushedOutByEvents() {
        backlog.add(event("a"));
        backlog.add(event(Topics.ERASE));
        for (String topic : new String[] {"b", "c", "d"}) {
            backlog.add(event(topic));
        }
        backlog.ready(true);

        assertThat(backlog.stats().dropped()).isEqualTo(2);
        assertThat(taken()).isEqualTo(Topics.ERASE);
        backlog.sent();
        assertThat(taken()).isEqualTo("c");
    }

    @Test
    void whereAllAreDemandsOnlyAnotherDemandPushesOut() {
        for (int i = 0; i < 3; i++) {
            backlog.add(event(Topics.ERASE));
        }

        backlog.add(event("a"));
        assertThat(backlog.stats()).isEqualTo(new EventPublisher.Stats(3, 0, 1, 0, false));
        backlog.add(event(Topics.ERASE));
        assertThat(backlog.stats()).isEqualTo(new EventPublisher.Stats(3, 0, 2, 0, false));
    }

    @Test
    void nothingIsTakenWhileTheLinkIsNotReady() {
        backlog.add(event("a"));

        assertThat(taken()).isEqualTo("none");
    }

    @Test
    void theEventInHandStaysTheFirstUntilItIsSent() {
        backlog.add(event("a"));
        backlog.add(event("b"));
        backlog.ready(true);

        assertThat(taken()).isEqualTo("a");
        assertThat(taken()).isEqualTo("a");
        backlog.sent();

        assertThat(taken()).isEqualTo("b");
        assertThat(backlog.stats().sent()).isEqualTo(1);
    }

    @Test
    void theEventInHandCountsAgainstTheBoundAndIsNotPushedOut() {
        backlog.add(event("a"));
        backlog.ready(true);
        assertThat(taken()).isEqualTo("a");

        for (String topic : new String[] {"b", "c", "d"}) {
            backlog.add(event(topic));
        }

        assertThat(backlog.stats()).isEqualTo(new EventPublisher.Stats(3, 0, 1, 0, true));
        backlog.sent();
        assertThat(taken()).isEqualTo("c");
    }

    @Test
    void aBacklogOfOneKeepsWhatIsInHandAndDropsTheNewcomer() {
        Backlog one = new Backlog(1);
        one.add(event("a"));
        one.ready(true);
        assertThat(one.take(0)).isNotNull();

        one.add(event("b"));

        assertThat(one.stats()).isEqualTo(new EventPublisher.Stats(1, 0, 1, 0, true));
    }

    @Test
    void bytesAreBoundedToo() {
        Backlog wide = new Backlog(1000);
        for (int i = 0; i < 100; i++) {
            wide.add(new Backlog.Waiting(new byte[] {'t'}, new byte[1 << 20], null));
        }

        assertThat(wide.stats().queued()).isBetween(60, 64);
        assertThat(wide.stats().queued() + wide.stats().dropped()).isEqualTo(100);
    }

    @Test
    void aPatientSenderIsToldWhenThereIsNoRoom() throws InterruptedException {
        for (String topic : new String[] {"a", "b", "c"}) {
            assertThat(backlog.addPatiently(event(topic), 0)).isTrue();
        }

        assertThat(backlog.addPatiently(event("d"), TimeUnit.MILLISECONDS.toNanos(1)))
                .isFalse();
        assertThat(backlog.stats().dropped()).isZero();
    }

    @Test
    void whatComesAfterTheEndIsCountedAsDropped() {
        backlog.add(event("a"));
        backlog.close();
        backlog.add(event("b"));
        backlog.dropRest();

        assertThat(backlog.stats()).isEqualTo(new EventPublisher.Stats(0, 0, 2, 0, false));
    }
}
