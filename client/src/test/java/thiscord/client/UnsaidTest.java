package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;

class UnsaidTest {
    @Test
    void whatIsAnsweredIsNotLeftWhoeverHearsOfItFirst() {
        Unsaid unsaid = new Unsaid();
        CompletableFuture<Event> answer = new CompletableFuture<>();
        unsaid.note("hello", answer);
        List<String> left = new ArrayList<>(List.of("not asked"));
        // Whoever came last is told first, before the words are taken out.
        answer.thenRun(() -> {
            left.clear();
            left.addAll(unsaid.left());
        });

        assertThat(unsaid.left()).containsExactly("hello");
        answer.complete(new Event.Pong(null));

        assertThat(left).isEmpty();
        assertThat(unsaid.waiting()).isEmpty();
    }

    @Test
    void whatFailedIsLeft() {
        Unsaid unsaid = new Unsaid();
        unsaid.note("hello", CompletableFuture.failedFuture(new IllegalStateException("lost")));

        assertThat(unsaid.left()).containsExactly("hello");
    }
}
