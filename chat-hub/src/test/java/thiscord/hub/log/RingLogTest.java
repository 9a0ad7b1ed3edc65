package thiscord.hub.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import thiscord.protocol.Keeps;

class RingLogTest implements RoomLogContract {
    private final RingLogs logs = new RingLogs("start");

    @Override
    public RoomLogs logs() {
        return logs;
    }

    @Override
    public Keeps keeps() {
        return Keeps.NOTHING;
    }

    @Test
    void holdsNoMoreThanItsNumberOfMessages() {
        TestRoom room = new TestRoom(1, Keeps.NOTHING).open(logs).say(3 * Tail.MESSAGES, "");

        assertThat(room.log().first()).isEqualTo(2L * Tail.MESSAGES + 1);
        assertThat(room.read(0, 1)).containsExactly(room.log().first());
    }

    @Test
    void holdsNoMoreThanItsCharacters() {
        TestRoom room = new TestRoom(1, Keeps.NOTHING).open(logs).say(1000, "x".repeat(3996));

        long held = 1000 - room.log().first() + 1;
        assertThat(held * 4000).isLessThanOrEqualTo(Tail.CHARS);
        assertThat(held).isGreaterThan(Tail.CHARS / 4000 - 2);
    }

    @Test
    void refusesAHole() {
        TestRoom room = new TestRoom(1, Keeps.NOTHING).open(logs).say(1, "x");
        room.given++;

        assertThatThrownBy(() -> room.say("y")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachOpeningHasItsOwnEpoch() {
        TestRoom room = new TestRoom(1, Keeps.NOTHING).open(logs);
        String before = room.log().epoch();

        assertThat(room.open(logs).log().epoch()).isNotEqualTo(before);
    }
}
