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
import thiscord.protocol.Names;

/**
 * What does it cost to get the form by which a name is compared? Asked for each room that a command names.
 *
 * <pre>java -jar tests/benchmarks/target/benchmarks.jar NameKey -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NameKeyBenchmark {
    /** Lower case takes no work, upper case is folded, wide letters are normalised too. */
    @Param({"general", "General", "ｇｅｎéral"})
    private String name = "general";

    @Benchmark
    public String key() {
        return Names.key(name);
    }
}
