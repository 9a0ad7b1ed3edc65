package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.rules.Access;

class RoomTableTest {
    private final RoomTable table = new RoomTable(RoomLimits.DEFAULT.with(3, 2), Keeps.NOTHING, 7);

    private void create(String name) {
        made(table, table.create(name, "", "", "", "alice", 5).value());
    }

    private static void made(RoomTable table, Mutation.Created created) {
        table.apply(created);
        table.apply(Moderation.owns(created.room()));
    }

    private void join(String room, String nick) {
        table.join(room, nick, "", 0).value().forEach(table::apply);
    }

    private static Reason reason(Answer<?> answer) {
        return Objects.requireNonNull(answer.refusal()).reason();
    }

    @Test
    void decidingAloneChangesNothing() {
        table.create("lab", "", "", "", "alice", 5);

        assertThat(table.list("", 10, rules -> true)).isEmpty();
    }

    @Test
    void namesThatLookAlikeAreTheSameRoom() {
        create("Lab");

        assertThat(reason(table.create("ＬＡＢ", "", "", "", "bob", 6))).isEqualTo(Reason.ROOM_EXISTS);
        assertThat(table.describe("lab").value().name()).isEqualTo("Lab");
    }

    @Test
    void anIdIsNotUsedAgainAlsoNotForARoomOfTheSameName() {
        create("lab");
        long first = table.describe("lab").value().id();
        table.apply(table.delete("lab", "alice").value());
        create("lab");

        assertThat(first).isEqualTo(8);
        assertThat(table.describe("lab").value().id()).isEqualTo(9);
    }

    @Test
    void wrongInputIsRefusedByName() {
        create("long");
        assertThat(reason(table.create("no spaces", "", "", "", "a", 0))).isEqualTo(Reason.BAD_ROOM_NAME);
        assertThat(reason(table.create("x", "sometimes", "", "", "a", 0))).isEqualTo(Reason.BAD_FIELD);
        assertThat(reason(table.create("x", "", "two\nlines", "", "a", 0))).isEqualTo(Reason.BAD_FIELD);
        assertThat(reason(table.topic("long", "t".repeat(4001), new Who("a", ""), 0)))
                .isEqualTo(Reason.TEXT_TOO_LONG);
        assertThat(reason(table.topic("x", "", new Who("a", ""), 0))).isEqualTo(Reason.NO_SUCH_ROOM);
        assertThat(reason(table.members("a\u0007b"))).isEqualTo(Reason.NO_SUCH_ROOM);
        assertThat(Objects.requireNonNull(table.members("a\u0007b").refusal()).text())
                .doesNotContain("\u0007");
    }

    @Test
    void roomsAndMembersAreBounded() {
        create("a");
        create("b");
        create("c");
        join("a", "n1");
        join("a", "n2");

        assertThat(reason(table.create("d", "", "", "", "x", 0))).isEqualTo(Reason.TOO_MANY_ROOMS);
        assertThat(reason(table.join("a", "n3", "", 0))).isEqualTo(Reason.ROOM_FULL);
        assertThat(table.join("a", "N1", "", 0).value()).isEmpty();
        table.came(1, "a", "n4");
        assertThat(table.describe("a").value().members()).isEqualTo(2);
    }

    @Test
    void aMemberAtTwoHubsIsPresentUntilBothAreGone() {
        create("lab");
        table.came(1, "lab", "bob");
        table.came(2, "lab", "Bob");

        table.ended(1);
        assertThat(table.members("lab").value()).containsExactly(new MemberInfo("bob", true, false));
        table.went(2, "lab", "bob");
        assertThat(table.members("lab").value()).isEmpty();
    }

    @Test
    void aHubCannotTakeAwayWhatAnotherReported() {
        create("lab");
        table.came(1, "lab", "bob");

        table.went(2, "lab", "bob");

        assertThat(table.members("lab").value()).hasSize(1);
    }

    @Test
    void presenceEndsWithTheRoomAndIsNotOwedToItsSuccessor() {
        create("lab");
        table.came(1, "lab", "bob");
        table.apply(table.delete("lab", "alice").value());
        create("lab");

        table.ended(1);

        assertThat(table.members("lab").value()).isEmpty();
    }

    @Test
    void onlyALastingMembershipCanBeLeft() {
        create("lab");
        table.came(1, "lab", "bob");

        assertThat(reason(table.leave("lab", "bob"))).isEqualTo(Reason.NOT_IN_ROOM);
        join("lab", "bob");
        table.apply(table.leave("lab", "BOB").value());
        assertThat(table.members("lab").value()).containsExactly(new MemberInfo("bob", true, false));
    }

    /** A table that a child could write: everything is looked up anew in plain sets. */
    private static final class Naive {
        private final Map<String, Set<String>> lasting = new TreeMap<>();
        private final Map<String, Map<Long, Set<String>>> present = new HashMap<>();

        Set<String> members(String room) {
            Set<String> all = new TreeSet<>(lasting.get(room));
            present.get(room).values().forEach(all::addAll);
            return all;
        }

        Set<String> here(String room, long hub) {
            return present.get(room).computeIfAbsent(hub, h -> new HashSet<>());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithANaiveTableOnRandomCommands(long seed) {
        Random random = new Random(seed);
        RoomTable subject = new RoomTable(RoomLimits.DEFAULT.with(5, 4), Keeps.ALL, 0);
        Naive naive = new Naive();

        for (int step = 0; step < 3000; step++) {
            String room = "r" + random.nextInt(7);
            String nick = (random.nextBoolean() ? "n" : "N") + random.nextInt(6);
            long hub = random.nextInt(3);
            step(random.nextInt(9), subject, naive, room, nick, hub);
            assertThat(state(subject)).as("seed %d step %d", seed, step).isEqualTo(state(naive));
        }
    }

    private static void step(int kind, RoomTable subject, Naive naive, String room, String nick, long hub) {
        String key = Names.key(nick);
        boolean there = naive.lasting.containsKey(room);
        boolean place = there
                && (naive.members(room).contains(key) || naive.members(room).size() < 4);
        switch (kind) {
            case 0, 1 -> {
                Answer<Mutation.Created> made = subject.create(room, "", "", "", "n0", 0);
                boolean expected = !there && naive.lasting.size() < 5;
                assertThat(made.refusal() == null).isEqualTo(expected);
                if (expected) {
                    made(subject, made.value());
                    naive.lasting.put(room, new TreeSet<>());
                    naive.present.put(room, new HashMap<>());
                }
            }
            case 2 -> {
                Answer<Mutation> gone = subject.delete(room, "n0");
                assertThat(gone.refusal() == null).isEqualTo(there);
                if (there && hub == 0) {
                    subject.apply(gone.value());
                    naive.lasting.remove(room);
                    naive.present.remove(room);
                }
            }
            case 3, 4 -> {
                Answer<List<Mutation>> joined = subject.join(room, nick, "", 0);
                assertThat(joined.refusal() == null).isEqualTo(place);
                if (place) {
                    joined.value().forEach(subject::apply);
                    naive.lasting.get(room).add(key);
                }
            }
            case 5 -> {
                Answer<Mutation> left = subject.leave(room, nick);
                boolean expected = there && naive.lasting.get(room).remove(key);
                assertThat(left.refusal() == null).isEqualTo(expected);
                if (expected) {
                    subject.apply(left.value());
                }
            }
            case 6, 7 -> {
                subject.came(hub, room, nick);
                if (place) {
                    naive.here(room, hub).add(key);
                }
            }
            default -> {
                if (random(room, nick)) {
                    subject.ended(hub);
                    naive.present.values().forEach(hubs -> hubs.remove(hub));
                } else {
                    subject.went(hub, room, nick);
                    if (there) {
                        naive.here(room, hub).remove(key);
                    }
                }
            }
        }
    }

    private static boolean random(String room, String nick) {
        return (room + nick).hashCode() % 5 == 0;
    }

    private static List<String> state(RoomTable table) {
        List<String> lines = new ArrayList<>();
        for (RoomInfo room : table.list("", 100, rules -> true)) {
            List<MemberInfo> members = table.members(room.name()).value();
            lines.add(room.name() + " " + room.members() + " "
                    + members.stream()
                            .map(m -> Names.key(m.nick()) + (m.lasting() ? "L" : "") + (m.present() ? "P" : ""))
                            .collect(Collectors.joining(",")));
        }
        return lines;
    }

    private static List<String> state(Naive naive) {
        List<String> lines = new ArrayList<>();
        for (String room : naive.lasting.keySet()) {
            Set<String> members = naive.members(room);
            lines.add(room + " " + members.size() + " "
                    + members.stream()
                            .map(n -> n
                                    + (naive.lasting.get(room).contains(n) ? "L" : "")
                                    + (naive.present.get(room).values().stream().anyMatch(h -> h.contains(n))
                                            ? "P"
                                            : ""))
                            .collect(Collectors.joining(",")));
        }
        return lines;
    }

    @Test
    void theFeedForgetsTheOldestAndSaysSo() {
        ChangeFeed feed = new ChangeFeed(3);
        RoomRecord room = new RoomRecord(1, "lab", "", Keeps.ALL, "a", 0, Access.PUBLIC);
        for (int i = 0; i < 5; i++) {
            feed.add("topic", room, "a", "t" + i);
        }

        assertThat(feed.since(1).lost()).isTrue();
        assertThat(feed.since(1).upTo()).isEqualTo(5);
        assertThat(feed.since(2).list()).extracting(c -> c.version() + c.text()).containsExactly("3t2", "4t3", "5t4");
        assertThat(feed.since(5).list()).isEmpty();
        assertThat(feed.since(5).lost()).isFalse();
        assertThat(feed.since(6).lost()).isTrue();
        assertThat(feed.since(-1).lost()).isTrue();
    }
}
