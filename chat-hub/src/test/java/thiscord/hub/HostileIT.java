package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.hub.session.CloseReason;
import thiscord.kit.Bystanders;
import thiscord.kit.HostilePeer;
import thiscord.kit.LinePeer;
import thiscord.protocol.Reason;

/** Promises 5 and 7: what hostile peers do is told to them, and nobody else notices. With one loop, and with several. */
class HostileIT {
    private static final long MEGABYTE = 1 << 20;

    private final List<AutoCloseable> open = new ArrayList<>();
    private long memoryBefore;

    @BeforeEach
    void weigh() {
        memoryBefore = memory();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Hub hub(int loops) {
        Hub hub = Hub.start(HubSettings.alone(0).withOpenRooms(true).withLoops(loops));
        open.add(hub);
        return hub;
    }

    private Bystanders bystanders(Hub hub, int number, String filling) throws IOException {
        Bystanders talking = Bystanders.talking(hub.address().port(), "yard", number, filling);
        open.add(talking);
        return talking;
    }

    private HostilePeer hostile(Hub hub, int receiveBuffer) throws IOException {
        HostilePeer peer = HostilePeer.connect(hub.address().port(), receiveBuffer);
        open.add(peer);
        return peer;
    }

    /** What Netty's allocator holds outside the heap. */
    private static long memory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Everybody but so many is gone, and the bystanders had nothing of it, to the end. */
    private static void untouched(Hub hub, Bystanders talking, int number) throws InterruptedException {
        talking.hearMore(20);
        assertThat(talking.stop()).isPositive();
        await().untilAsserted(() -> assertThat(hub.sessions()).isEqualTo(number));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void randomBytesHurtNobody(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");

        for (int seed = 0; seed < 60; seed++) {
            HostilePeer noise = hostile(hub, 0);
            if (seed % 3 == 1) {
                noise.send("{");
            } else if (seed % 3 == 2) {
                noise.send("{\"type\":\"hello\",\"nick\":\"n" + seed + "\"}\n/join yard\n");
            }
            noise.sendRandom(seed, 20_000);
            noise.close();
        }

        untouched(hub, talking, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLineWithoutAnEndIsRefusedOnceAndNotKept(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");

        HostilePeer text = hostile(hub, 0);
        assertThat(text.sendEndless("x", 1_000_000)).isTrue();
        text.send("\nhello\n");
        text.halfClose();
        HostilePeer json = hostile(hub, 0);
        json.sendEndless("{\"type\":\"say\",\"text\":\"", 8_000_000);

        assertThat(text.readToTheEnd().lines()).hasSize(2).last().isEqualTo("hello");
        assertThat(json.readToTheEnd()).contains("line-too-long", "\"type\":\"bye\"");
        json.close();
        assertThat(memory() - memoryBefore).isLessThan(32 * MEGABYTE);
        untouched(hub, talking, 4);
        assertThat(hub.stats().refused()).containsEntry(Reason.LINE_TOO_LONG, 2L);
        assertThat(hub.stats().closed()).containsEntry(CloseReason.LINE_TOO_LONG, 1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tenThousandConnectionsThatAreResetLeaveNothingBehind(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");

        HostilePeer.openAndReset(hub.address().port(), 10_000, 16);

        untouched(hub, talking, 4);
        talking.close();
        await().untilAsserted(() -> assertThat(hub.sessions()).isZero());
        long ended = hub.stats().closed().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(ended).isBetween(9_000L, 10_004L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoSendsByteByByteIsUnderstood(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");
        HostilePeer slow = hostile(hub, 0);

        slow.sendByteByByte("/nick mole\n/join hole\n" + "x".repeat(2000) + "\n");
        slow.halfClose();

        assertThat(slow.readToTheEnd()).endsWith("[hole] mole: " + "x".repeat(2000) + "\n");
        slow.close();
        untouched(hub, talking, 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoAsksForMuchAndReadsNothingIsNotRead(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");

        for (int n = 0; n < 20; n++) {
            hostile(hub, 4096).send("/help\n".repeat(10_000));
        }

        talking.hearMore(100);
        assertThat(memory() - memoryBefore).isLessThan(32 * MEGABYTE);
        closeHostile();
        untouched(hub, talking, 4);
    }

    private void closeHostile() throws IOException {
        for (AutoCloseable one : open) {
            if (one instanceof HostilePeer) {
                ((HostilePeer) one).close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofTwoHundredMembersAHundredStopToRead(int loops) throws Exception {
        Hub hub = hub(loops);
        List<HostilePeer> stopped = new ArrayList<>();
        Bystanders talking = bystanders(hub, 100, "y".repeat(3000));
        for (int n = 0; n < 100; n++) {
            HostilePeer one = hostile(hub, 4096);
            one.send("{\"type\":\"hello\",\"nick\":\"s" + n + "\"}\n{\"type\":\"join\",\"room\":\"yard\"}\n");
            one.readSome(1000); // ends in the middle of a line
            stopped.add(one);
        }

        await().atMost(LinePeer.DEADLINE.multipliedBy(4)).untilAsserted(() -> {
            talking.said();
            assertThat(hub.stats().behind()).isGreaterThanOrEqualTo(100);
        });

        assertThat(memory() - memoryBefore).isLessThan(100 * MEGABYTE);
        closeHostile();
        untouched(hub, talking, 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoEndsItsSideGetsTheAnswersAndIsGone(int loops) throws Exception {
        Hub hub = hub(loops);
        Bystanders talking = bystanders(hub, 4, "");

        HostilePeer half = hostile(hub, 0);
        half.send("one\n/join hole\ntwo\n/ping\nthree");
        half.halfClose();
        HostilePeer mute = hostile(hub, 0);
        mute.halfClose();

        assertThat(half.readToTheEnd().lines())
                .hasSize(5)
                .startsWith("one")
                .contains("* pong")
                .last()
                .asString()
                .endsWith("three");
        assertThat(mute.readToTheEnd()).isEmpty();
        untouched(hub, talking, 4);
    }
}
