package thiscord.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import thiscord.hub.engine.Member;
import thiscord.hub.engine.Room;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;

/**
 * What does the room engine take to number one message, and does it depend on how many are in the room?
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar RoomSay -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoomSayBenchmark {
    private final Room room = new Room("general", "e1", Keeps.NOTHING, "", 0, 10_000, event -> {});
    private final Member speaker = new Member("alice");

    @Param({"2", "1000"})
    private int members = 2;

    @Setup(Level.Trial)
    public void fill() {
        room.join(speaker, null);
        for (int i = 1; i < members; i++) {
            room.join(new Member("u" + i), null);
        }
    }

    @Benchmark
    public Event say() {
        return room.say(speaker, Dialects.TEXT_OF_64_BYTES, false, 1_700_000_000_123L, null);
    }
}
