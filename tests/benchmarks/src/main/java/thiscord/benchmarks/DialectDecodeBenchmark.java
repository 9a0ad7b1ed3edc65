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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import thiscord.protocol.Command;

/**
 * What does it cost to read one message of 64 bytes? Asked on each event loop for each message that is said.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar DialectDecode -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DialectDecodeBenchmark {
    @Param
    private Dialects dialect = Dialects.TEXT;

    private byte[] line = new byte[0];

    @Setup
    public void write() {
        line = dialect.said();
    }

    @Benchmark
    public Command decode() {
        return dialect.dialect.decode(line, 0, line.length);
    }
}
