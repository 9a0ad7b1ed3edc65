package thiscord.benchmarks;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
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

/**
 * What would it cost to store a message, or a page of messages, under a key of its room? AES-GCM of the JDK with a fresh
 * nonce each time; see ADR 15. {@code java -jar tests/benchmarks/target/benchmarks.jar RoomKeyBenchmark}
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoomKeyBenchmark {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** A short message, a long one, a page. */
    @Param({"100", "1000", "65536"})
    public int bytes;

    private final byte[] nonce = new byte[NONCE_BYTES];
    private byte[] in = {};
    private byte[] out = {};
    private SecretKey key;
    private Cipher cipher;
    private long count;

    @Setup
    public void prepare() throws GeneralSecurityException {
        KeyGenerator keys = KeyGenerator.getInstance("AES");
        keys.init(TAG_BITS);
        key = keys.generateKey();
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        in = new byte[bytes];
        out = new byte[bytes + TAG_BITS / 8];
    }

    @Benchmark
    public byte[] encrypt() throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(++count);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.doFinal(in, 0, bytes, out);
        return out;
    }
}
