package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

/** What every log of a room does. */
interface RoomLogContract {
    /** The logs under test, always the same within one test. */
    RoomLogs logs();

    /** What the rooms keep. */
    Keeps keeps();

    private TestRoom opened() {
        return new TestRoom(7, keeps()).open(logs());
    }

    @Test
    default void anEmptyRoomHasNothingAndBeginsWithOne() {
        TestRoom room = opened();

        assertThat(room.log().last()).isZero();
        assertThat(room.log().first()).isEqualTo(1);
        assertThat(room.recent).isEmpty();
        assertThat(room.read(0, 10)).isEmpty();
        assertThat(room.readBack(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(room.log().refuses()).isNull();
    }

    @Test
    default void tellsEachMessageOnceAsStoredAndInOrder() {
        TestRoom room = opened();

        for (int i = 0; i < 500; i++) {
            room.say("text");
        }
        room.settled();

        assertThat(room.stored.stream().map(Event.Message::seq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(room.failures).isEmpty();
    }

    @Test
    default void givesBackWhatWasAppendedInOrder() {
        TestRoom room = opened().say(100, "m");

        assertThat(room.read(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(room.read(98, 10)).containsExactly(99L, 100L);
        assertThat(room.read(100, 10)).isEmpty();
        assertThat(room.readBack(Long.MAX_VALUE, 2)).containsExactly(99L, 100L);
        assertThat(room.readBack(3, 10)).containsExactly(1L, 2L);
        assertThat(room.readBack(1, 10)).isEmpty();
    }

    @Test
    default void givesBackAMessageAsItWasSaid() {
        TestRoom room = opened();
        Event.Message m = new Event.Message(
                room.name, ++room.given, "Zoë", true, "grüß \uD83D\uDC1F\n", 123456789L, "c-1", false);

        room.log().append(m);
        room.settled();

        assertThat(room.stored).containsExactly(m);
        assertThat(room.read(answer -> room.log().read(0, 1, answer)).messages())
                .containsExactly(m);
    }

    @Test
    default void aPageEndsAfterSoManyCharactersButHasAMessage() {
        TestRoom room = opened().say(60, "x".repeat(4000));

        assertThat(room.read(0, 1000).size()).isBetween(1, RoomLog.PAGE_CHARS / 4000 + 1);
        assertThat(room.readBack(61, 1000).size()).isBetween(1, RoomLog.PAGE_CHARS / 4000 + 1);
    }

    @Test
    default void roomsDoNotMix() {
        TestRoom one = opened().say(5, "one");
        TestRoom other = new TestRoom(8, keeps()).open(logs()).say(3, "other");

        assertThat(one.read(0, 10)).hasSize(5);
        assertThat(other.read(answer -> other.log().read(0, 10, answer)).messages())
                .extracting(Event.Message::text)
                .containsExactly("other1", "other2", "other3");
    }

    @Test
    default void agreesWithAPlainListWhateverIsDone() {
        Random random = new Random(20261121);
        for (int round = 0; round < 20; round++) {
            TestRoom room = new TestRoom(100 + round, keeps()).open(logs());
            List<Long> all = new ArrayList<>();
            int most = random.nextInt(3000);
            for (int said = 0; said < most; ) {
                for (int burst = random.nextInt(60); burst >= 0; burst--) {
                    all.add(room.say("x".repeat(random.nextInt(400))).given);
                    said++;
                }
                room.settled();
                long first = room.log().first();
                long after = random.nextInt(3100);
                List<Long> held = all.stream().filter(s -> s >= first).toList();
                assertThat(room.read(after, 7))
                        .isEqualTo(held.stream().filter(s -> s > after).limit(7).toList());
                List<Long> before = held.stream().filter(s -> s < after).toList();
                assertThat(room.readBack(after, 7))
                        .isEqualTo(before.subList(Math.max(0, before.size() - 7), before.size()));
            }
        }
    }
}
