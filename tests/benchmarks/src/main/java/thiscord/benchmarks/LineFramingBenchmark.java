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
import thiscord.protocol.Framing;
import thiscord.protocol.LineFraming;

/**
 * What does it cost to cut one read of 64 KiB into lines of 64 bytes, or into longer ones? A read may be given whole, or
 * so that a line is always left over for the next.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar LineFraming -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LineFramingBenchmark {
    private static final int READ = 64 * 1024;

    private final byte[] read = new byte[READ];
    private final Framing framing = new LineFraming(8192);

    /** Bytes of a line with its end; 65 does not divide the read, so that a piece is carried over each time. */
    @Param({"64", "65", "1024"})
    private int line = 64;

    @Setup
    public void fill() {
        for (int i = 0; i < READ; i++) {
            read[i] = (byte) (i % line == line - 1 ? '\n' : 'x');
        }
    }

    @Benchmark
    public int cut() {
        int bytes = 0;
        framing.wrap(read, 0, READ);
        while (framing.next() == Framing.Result.FRAME) {
            bytes += framing.frameLength();
        }
        framing.retain();
        return bytes;
    }
}
