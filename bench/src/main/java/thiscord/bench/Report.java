package thiscord.bench;

import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/**
 * What was measured.
 *
 * @param seconds how long it took, truly
 * @param latency of each delivery, in ns, from the time it was sent or, with a rate, was due
 * @param lost deliveries that did not come within three seconds after the end; the warm-up counts
 * @param refused messages that were refused; the warm-up counts
 * @param refusal the first of them, or empty
 * @param loadCpu the share of one core that the load itself took, 0 to 1 and a little more
 */
record Report(
        Load load,
        double seconds,
        long deliveries,
        long messages,
        Histogram latency,
        long lost,
        long refused,
        String refusal,
        double loadCpu) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    /** From here on the load is as likely to be the limit as the hub. */
    private static final double BUSY = 0.9;

    double deliveriesPerSecond() {
        return deliveries / seconds;
    }

    /** For people; lines without the last end. */
    String inWords() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(load.inWords());
        lines.add(String.format(
                Locale.ROOT, "deliveries/s %,.0f   messages/s %,.0f", deliveriesPerSecond(), messages / seconds));
        StringJoiner times = new StringJoiner("   ", "latency us   ", "");
        for (double p : PERCENTILES) {
            times.add(String.format(Locale.ROOT, "p%s %,.0f", shown(p), micros(latency.getValueAtPercentile(p))));
        }
        lines.add(times.add(String.format(Locale.ROOT, "max %,.0f", micros(latency.getMaxValue())))
                .toString());
        lines.add(String.format(
                Locale.ROOT,
                "lost %,d   refused %,d%s   load %.0f %% of a core%s",
                lost,
                refused,
                refusal.isEmpty() ? "" : " (" + refusal + ")",
                loadCpu * 100,
                loadCpu > BUSY ? ": the hub may be able to do more" : ""));
        return lines.toString();
    }

    /** One JSON object on one line. Times are in microseconds. */
    String inJson() {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        fields.add("\"rooms\":" + load.rooms()).add("\"members\":" + load.members());
        fields.add("\"senders\":" + load.senders()).add("\"size\":" + load.size());
        fields.add("\"dialect\":\"" + load.speech() + "\"");
        fields.add(load.rate() > 0 ? "\"rate\":" + load.rate() : "\"window\":" + load.window());
        fields.add(number("seconds", seconds, 3)).add("\"deliveries\":" + deliveries);
        fields.add("\"messages\":" + messages).add(number("deliveriesPerSecond", deliveriesPerSecond(), 1));
        StringJoiner times = new StringJoiner(",", "\"latencyMicros\":{", "}");
        for (double p : PERCENTILES) {
            times.add(number("p" + shown(p), micros(latency.getValueAtPercentile(p)), 1));
        }
        times.add(number("max", micros(latency.getMaxValue()), 1));
        fields.add(times.toString()).add("\"lost\":" + lost).add("\"refused\":" + refused);
        return fields.add(number("loadCpu", loadCpu, 3)).toString();
    }

    private static String number(String name, double value, int places) {
        return "\"" + name + "\":" + String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static String shown(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }

    private static double micros(long nanos) {
        return nanos / 1000.0;
    }
}
