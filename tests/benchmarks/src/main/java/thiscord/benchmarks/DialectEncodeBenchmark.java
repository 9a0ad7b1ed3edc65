package thiscord.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import thiscord.protocol.Event;

/**
 * What does it cost to write one message of 64 bytes? Asked once for each message and dialect, whatever the room's size.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar DialectEncode -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DialectEncodeBenchmark {
    private final Event message = new Event.Message(
            "general", 123_456, "alice", false, Dialects.TEXT_OF_64_BYTES, 1_700_000_000_123L, null, false);

    @Param
    private Dialects dialect = Dialects.TEXT;

    @Benchmark
    public byte[] encode() {
        return dialect.dialect.encode(message);
    }
}
