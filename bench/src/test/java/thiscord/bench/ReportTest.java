package thiscord.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import thiscord.cli.Address;

class ReportTest {
    private static final Load LOAD = new Load(Address.loopback(12345), Speech.TEXT, 2, 10, 3, 64, 16, 0, 5);

    @Test
    void wordsGiveTheRateTheLatencyAndWhatWentWrong() {
        String words = report(0.5, 7, 2, "You are too fast.").inWords();

        assertThat(words.lines())
                .containsExactly(
                        "2 rooms of 10, 3 of each speak, 64 bytes, text, window 16, 5 s",
                        "deliveries/s 20,000   messages/s 2,000",
                        "latency us   p50 1,000   p90 1,000   p99 1,000   p99.9 1,000   max 1,000",
                        "lost 7   refused 2 (You are too fast.)   load 50 % of a core");
    }

    @Test
    void aLoadThatIsTheLimitItselfSaysSo() {
        assertThat(report(0.97, 0, 0, "").inWords()).endsWith("load 97 % of a core: the hub may be able to do more");
    }

    @Test
    void jsonIsOneObjectOfPlainNumbers() {
        assertThat(report(0.5, 7, 2, "").inJson())
                .isEqualTo("{\"rooms\":2,\"members\":10,\"senders\":3,\"size\":64,\"dialect\":\"text\",\"window\":16,"
                        + "\"seconds\":5.000,\"deliveries\":100000,\"messages\":10000,\"deliveriesPerSecond\":20000.0,"
                        + "\"latencyMicros\":{\"p50\":1000.0,\"p90\":1000.0,\"p99\":1000.0,\"p99.9\":1000.0,"
                        + "\"max\":1000.0},\"lost\":7,\"refused\":2,\"loadCpu\":0.500}");
    }

    private static Report report(double cpu, long lost, long refused, String refusal) {
        Histogram latency = new Histogram(10_000_000_000L, 5);
        latency.recordValueWithCount(1_000_000, 100_000);
        return new Report(LOAD, 5, 100_000, 10_000, latency, lost, refused, refusal, cpu);
    }
}
