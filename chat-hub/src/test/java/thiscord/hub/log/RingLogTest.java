package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;

class RingLogTest {
    private static Event.Message message(long seq, int chars) {
        return new Event.Message("lab", seq, "alice", false, "x".repeat(chars), seq, null, false);
    }

    private static List<Long> read(RoomLog log, long after, int most) {
        List<Long> seqs = new ArrayList<>();
        log.read(after, most, page -> page.forEach(m -> seqs.add(m.seq())));
        return seqs;
    }

    private static List<Long> readBack(RoomLog log, long before, int most) {
        List<Long> seqs = new ArrayList<>();
        log.readBack(before, most, page -> page.forEach(m -> seqs.add(m.seq())));
        return seqs;
    }

    @Test
    void givesBackWhatWasAppendedInOrder() {
        RingLog log = new RingLog(0);
        for (int seq = 1; seq <= 100; seq++) {
            assertThat(log.append(message(seq, 5))).isTrue();
        }

        assertThat(read(log, 0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(read(log, 98, 10)).containsExactly(99L, 100L);
        assertThat(read(log, 100, 10)).isEmpty();
        assertThat(readBack(log, Long.MAX_VALUE, 2)).containsExactly(99L, 100L);
        assertThat(readBack(log, 3, 10)).containsExactly(1L, 2L);
    }

    @Test
    void holdsNoMoreThanItsNumberOfMessages() {
        RingLog log = new RingLog(0);
        for (int seq = 1; seq <= 3 * RingLog.MESSAGES; seq++) {
            log.append(message(seq, 1));
        }

        assertThat(log.first()).isEqualTo(2L * RingLog.MESSAGES + 1);
        assertThat(read(log, 0, 1)).containsExactly(log.first());
    }

    @Test
    void holdsNoMoreThanItsCharacters() {
        RingLog log = new RingLog(0);
        for (int seq = 1; seq <= 1000; seq++) {
            log.append(message(seq, 4000));
        }

        long held = 1000 - log.first() + 1;
        assertThat(held * 4000).isLessThanOrEqualTo(RingLog.CHARS);
        assertThat(held).isGreaterThan(RingLog.CHARS / 4000 - 2);
    }

    @Test
    void aPageEndsAfterSoManyCharactersButHasAMessage() {
        RingLog log = new RingLog(0);
        for (int seq = 1; seq <= 60; seq++) {
            log.append(message(seq, 4000));
        }

        assertThat(read(log, 0, 1000).size()).isBetween(1, RoomLog.PAGE_CHARS / 4000 + 1);
    }

    @Test
    void refusesAHole() {
        RingLog log = new RingLog(10);
        log.append(message(11, 1));

        assertThatThrownBy(() -> log.append(message(13, 1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agreesWithAPlainListWhateverIsDone() {
        Random random = new Random(20261121);
        for (int round = 0; round < 50; round++) {
            long start = random.nextInt(5);
            RingLog log = new RingLog(start);
            List<Long> all = new ArrayList<>();
            for (long seq = start + 1; seq < start + 1 + random.nextInt(3000); seq++) {
                log.append(message(seq, random.nextInt(400)));
                all.add(seq);
                long after = random.nextInt(3100);
                List<Long> held = all.subList(all.size() - (int) (seq - log.first() + 1), all.size());
                List<Long> expected =
                        held.stream().filter(s -> s > after).limit(7).toList();
                assertThat(read(log, after, 7)).isEqualTo(expected);
            }
        }
    }
}
