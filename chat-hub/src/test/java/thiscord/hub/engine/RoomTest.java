package thiscord.hub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Reason;

class RoomTest {
    private final List<Event> heard = new ArrayList<>();
    private final Room room = new Room("lab", "e1", Keeps.NOTHING, "", 0, 100, heard::add);

    private Member in(String nick) {
        Member member = new Member(nick);
        room.join(member, null);
        heard.clear();
        return member;
    }

    @Test
    void numbersMessagesWithoutAGap() {
        Member alice = in("alice");
        Member bob = in("bob");

        Event first = room.say(alice, "hi", false, 7, "c-1");
        Event second = room.say(bob, "waves", true, 8, null);

        assertThat(first).isEqualTo(new Event.Message("lab", 1, "alice", false, "hi", 7, "c-1", false));
        assertThat(second).isEqualTo(new Event.Message("lab", 2, "bob", true, "waves", 8, null, false));
        assertThat(room.last()).isZero();
        room.stored(2);
        assertThat(room.last()).isEqualTo(2);
    }

    @Test
    void goesOnWithTheNumbersOfItsLog() {
        Room older = new Room("lab", "e1", Keeps.ALL, "", 41, 100, heard::add);
        Member alice = new Member("alice");

        Event.Joined joined = (Event.Joined) older.join(alice, null);
        Event.Message said = (Event.Message) older.say(alice, "hi", false, 7, null);

        assertThat(joined.seq()).isEqualTo(41);
        assertThat(said.seq()).isEqualTo(42);
    }

    @Test
    void whoIsNotInCannotSpeakAndTakesNoNumber() {
        Member stranger = new Member("eve");

        Event answer = room.say(stranger, "hi", false, 7, "c-1");

        assertThat(((Event.Refused) answer).refusal().reason()).isEqualTo(Reason.NOT_IN_ROOM);
        assertThat(((Event.Refused) answer).id()).isEqualTo("c-1");
        assertThat(room.last()).isZero();
    }

    @Test
    void whoTookANickThatIsStillLeavingStaysIn() {
        Member gone = in("alice");
        Member again = in("Alice");

        room.leave(gone);

        assertThat(room.find("alice")).isSameAs(again);
        assertThat(room.size()).isEqualTo(1);
    }

    @Test
    void whoLeftCannotSpeak() {
        Member alice = in("alice");

        room.leave(alice);

        assertThat(room.say(alice, "hi", false, 7, null)).isInstanceOf(Event.Refused.class);
        assertThat(room.size()).isZero();
    }

    @Test
    void aFullRoomTurnsTheNextAway() {
        Room small = new Room("lab", "e1", Keeps.NOTHING, "", 0, 1, heard::add);
        small.join(new Member("alice"), null);
        Member bob = new Member("bob");

        Event answer = small.join(bob, "j");

        assertThat(((Event.Refused) answer).refusal().reason()).isEqualTo(Reason.ROOM_FULL);
        assertThat(bob.in()).isFalse();
        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void comingAndGoingIsToldAtOnceInASmallRoom() {
        in("alice");
        Member bob = new Member("bob");

        room.join(bob, null);
        room.leave(bob);

        assertThat(heard)
                .containsExactly(
                        new Event.Presence("lab", List.of("bob"), List.of(), 0, 2),
                        new Event.Presence("lab", List.of(), List.of("bob"), 0, 1));
    }

    @Test
    void comingAndGoingIsGatheredInALargeRoom() {
        for (int i = 0; i < Room.PRESENCE_AT_ONCE; i++) {
            in("member" + i);
        }
        Member late = new Member("late");
        Member brief = new Member("brief");

        room.join(late, null);
        room.join(brief, null);
        room.leave(brief);

        assertThat(heard).isEmpty();
        assertThat(room.pendingPresence()).isTrue();
        room.tick();
        assertThat(heard)
                .containsExactly(new Event.Presence("lab", List.of("late"), List.of(), 0, Room.PRESENCE_AT_ONCE + 1));
        assertThat(room.pendingPresence()).isFalse();
    }

    @Test
    void aBatchNamesSomeAndCountsTheRest() {
        Room large = new Room("lab", "e1", Keeps.NOTHING, "", 0, 1000, heard::add);
        for (int i = 0; i < Room.PRESENCE_AT_ONCE; i++) {
            large.join(new Member("early" + i), null);
        }
        heard.clear();
        for (int i = 0; i < 150; i++) {
            large.join(new Member("late" + i), null);
        }

        large.tick();

        Event.Presence told = (Event.Presence) heard.get(0);
        assertThat(told.joined()).hasSize(Event.Joined.MAX_MEMBERS_LISTED);
        assertThat(told.more()).isEqualTo(150 - Event.Joined.MAX_MEMBERS_LISTED);
        assertThat(told.count()).isEqualTo(Room.PRESENCE_AT_ONCE + 150);
    }

    @Test
    void aNewNickIsToldAndHearsForTheSameMember() {
        Member alice = in("alice");
        in("bob");

        room.rename(alice, "Alice2");

        assertThat(heard).containsExactly(new Event.Renamed("lab", "alice", "Alice2", null));
        assertThat(room.find("ALICE2")).isSameAs(alice);
        assertThat(room.find("alice")).isNull();
        assertThat(((Event.Message) room.say(alice, "x", false, 1, null)).from())
                .isEqualTo("Alice2");
    }

    @Test
    void awayMembersAreThoseWhoAreNotHere() {
        in("Alice");

        Event.Members who = (Event.Members) room.who(List.of("alice", "carol"), "w");

        assertThat(who.here()).containsExactly("Alice");
        assertThat(who.away()).containsExactly("carol");
        assertThat(who.id()).isEqualTo("w");
    }

    @Test
    void theSameTopicAgainIsNotTold() {
        in("alice");

        assertThat(room.topic("cats", "alice")).isTrue();
        assertThat(room.topic("cats", "bob")).isFalse();

        assertThat(heard).containsExactly(new Event.Topic("lab", "cats", "alice", null));
    }
}
