package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.hub.directory.Answer;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Reason;

@Timeout(30)
class RoomLooksTest {
    private record Asked(String room, CompletableFuture<Answer<RoomCard>> answer) {
        void refuse(Reason reason) {
            answer.complete(Answer.refused(reason, "no"));
        }
    }

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> found = new LinkedBlockingQueue<>();
    private final RoomLooks looks = new RoomLooks(this::find, (room, answer) -> found.add(room), Duration.ofMillis(1));

    private CompletionStage<Answer<RoomCard>> find(String room) {
        Asked one = new Asked(room, new CompletableFuture<>());
        asked.add(one);
        return one.answer();
    }

    private Asked next() throws InterruptedException {
        Asked one = asked.poll(20, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        return one;
    }

    @Test
    void whatIsAskedForDuringALookIsOneMoreLookAfterIt() throws Exception {
        looks.anew("Lab");
        Asked first = next();
        looks.anew("lab");
        looks.anew("LAB");
        assertThat(asked).isEmpty();

        first.refuse(Reason.NO_SUCH_ROOM);

        next().refuse(Reason.NO_SUCH_ROOM);
        assertThat(asked).isEmpty();
        assertThat(found).containsExactly("lab", "lab");
    }

    @Test
    void whatIsToldOfARoomAsksForAnotherLookOnlyDuringOne() throws Exception {
        looks.told("lab");
        assertThat(asked).isEmpty();
        looks.anew("lab");
        Asked first = next();
        looks.told("Lab");

        first.refuse(Reason.NO_SUCH_ROOM);

        assertThat(next().room()).isEqualTo("lab");
    }

    @Test
    void onlySoManyAreLookedUpAtOnceAndNoneIsForgotten() throws Exception {
        for (int i = 0; i < 100; i++) {
            looks.anew("room" + i);
        }
        assertThat(asked).hasSize(RoomLooks.AT_ONCE);

        for (int i = 0; i < 100; i++) {
            next().refuse(Reason.NO_SUCH_ROOM);
        }

        assertThat(asked).isEmpty();
        assertThat(found).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void whenNobodyAnswersItIsTriedAgainUntilSomebodyDoes() throws Exception {
        looks.anew("lab");
        next().refuse(Reason.ROOMS_UNAVAILABLE);
        next().refuse(Reason.ROOMS_UNAVAILABLE);
        Asked third = next();
        assertThat(found).isEmpty();

        third.refuse(Reason.NO_SUCH_ROOM);

        assertThat(found.poll(20, TimeUnit.SECONDS)).isEqualTo("lab");
    }

    @Test
    void whenTheServerStopsItIsNotTriedAgain() throws Exception {
        looks.anew("lab");

        next().refuse(Reason.SHUTTING_DOWN);

        assertThat(asked).isEmpty();
    }
}
