package thiscord.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(5);

    private void add(int count, int payloadBytes) {
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[payloadBytes];
            window.add(new Backlog.Waiting(new byte[] {'t'}, payload, null), payload);
        }
    }

    private static List<Long> numbers(List<Window.Numbered> events) {
        return events.stream().map(Window.Numbered::number).toList();
    }

    @Test
    void eventsAreNumberedOnFromTheFirstAndSentOnce() {
        assertThat(window.oldest()).isEqualTo(5);
        add(3, 1);

        assertThat(numbers(window.next(2, 100))).containsExactly(5L, 6L);
        assertThat(numbers(window.next(2, 100))).containsExactly(7L);
        assertThat(window.hasUnsent()).isFalse();
        assertThat(window.oldest()).isEqualTo(5);
    }

    @Test
    void whatIsNotConfirmedIsSentAgainFromTheOldest() {
        add(4, 1);
        window.next(4, 100);

        assertThat(numbers(window.upTo(6))).containsExactly(5L, 6L);
        window.rewind();
        assertThat(window.oldest()).isEqualTo(7);
        assertThat(numbers(window.next(9, 100))).containsExactly(7L, 8L);
    }

    @Test
    void whatIsConfirmedWhileItWaitsToBeSentAgainIsNotSent() {
        add(3, 1);
        window.next(3, 100);
        window.rewind();
        window.upTo(6);

        assertThat(numbers(window.next(9, 100))).containsExactly(7L);
        assertThat(window.upTo(3)).isEmpty();
    }

    @Test
    void aBatchIsBoundedInBytesButNeverEmpty() {
        add(3, 60);

        assertThat(numbers(window.next(9, 10))).containsExactly(5L);
        assertThat(numbers(window.next(9, 122))).containsExactly(6L, 7L);
    }
}
