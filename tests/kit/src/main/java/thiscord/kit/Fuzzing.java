package thiscord.kit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs trials with random input until a time is over, repeatably. Trial number n has a random generator of its own, seeded with
 * the seed plus n, so that one that failed is repeated alone as the first trial of that seed. For one thread.
 *
 * <p>Two system properties, which the build passes on: {@code thiscord.fuzz.seed} (a number, or {@code random}; 1 unless
 * given) and {@code thiscord.fuzz.seconds} (of one fuzzer; the default is the fuzzer's own).
 */
public final class Fuzzing {
    private static final String SEED = "thiscord.fuzz.seed";
    private static final String SECONDS = "thiscord.fuzz.seconds";
    /** Numbers at which programs break. */
    private static final List<Long> EDGES = List.of(
            0L,
            1L,
            -1L,
            127L,
            128L,
            255L,
            256L,
            65_535L,
            65_536L,
            (long) Integer.MAX_VALUE,
            1L << 31,
            1L << 32,
            Long.MAX_VALUE,
            Long.MIN_VALUE);

    private final long seed;
    private final long nanos;

    /** One input, tried; throws if what is tested did not stand it. */
    public interface Trial {
        void with(Random random) throws Exception;
    }

    private Fuzzing(long seed, long nanos) {
        this.seed = seed;
        this.nanos = nanos;
    }

    /** As the system properties say; for that long if they do not say how long. */
    public static Fuzzing lasting(Duration usually) {
        String given = System.getProperty(SEED, "1");
        long seed = given.equals("random") ? new Random().nextInt() : Long.parseLong(given);
        return new Fuzzing(seed, TimeUnit.SECONDS.toNanos(Long.getLong(SECONDS, usually.toSeconds())));
    }

    /** With that seed, for that long, whatever the properties say. */
    static Fuzzing of(long seed, Duration time) {
        return new Fuzzing(seed, time.toNanos());
    }

    /**
     * Runs trials until the time is over, at least one.
     *
     * @return how many
     * @throws AssertionError if one failed; its message says how to repeat it
     */
    public long run(Trial trial) {
        long end = System.nanoTime() + nanos;
        long number = 0;
        do {
            try {
                trial.with(new Random(seed + number));
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "trial " + number + " failed; repeat it with -D" + SEED + "=" + (seed + number) + ": " + e, e);
            }
            number++;
        } while (end - System.nanoTime() > 0);
        return number;
    }

    /** A number at which programs break, or any other. */
    public static long number(Random random) {
        return random.nextInt(4) == 0 ? random.nextLong() : EDGES.get(random.nextInt(EDGES.size()));
    }

    /** Bytes of any length up to that one. */
    public static byte[] bytes(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * The input with one to four changes: bits turned, a byte or a number set, a stretch cut out, doubled, made of random bytes, or the
     * end cut off. At most 256 bytes longer than before for each.
     */
    public static byte[] mutated(byte[] input, Random random) {
        byte[] now = input;
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            now = changed(now, random);
        }
        return now;
    }

    private static byte[] changed(byte[] input, Random random) {
        if (input.length == 0) {
            return bytes(random, 16);
        }
        byte[] same = input.clone();
        int at = random.nextInt(input.length);
        int some = Math.min(input.length - at, 1 + random.nextInt(32));
        switch (random.nextInt(7)) {
            case 0 -> same[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> same[at] = (byte) number(random);
            case 2 -> {
                long number = number(random);
                for (int i = 0; i < Math.min(8, input.length - at); i++) {
                    same[at + i] = (byte) (number >>> 56 - 8 * i);
                }
            }
            case 3 -> same = joined(Arrays.copyOf(input, at), new byte[0], input, at + some);
            case 4 -> same = joined(Arrays.copyOf(input, at), Arrays.copyOfRange(input, at, at + some), input, at);
            case 5 -> same = joined(Arrays.copyOf(input, at), bytes(random, 256), input, at);
            default -> same = Arrays.copyOf(input, at);
        }
        return same;
    }

    private static byte[] joined(byte[] head, byte[] middle, byte[] tail, int tailFrom) {
        byte[] all = Arrays.copyOf(head, head.length + middle.length + tail.length - tailFrom);
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(tail, tailFrom, all, head.length + middle.length, tail.length - tailFrom);
        return all;
    }
}
