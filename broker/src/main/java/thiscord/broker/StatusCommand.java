package thiscord.broker;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.event.BrokerStatus;
import thiscord.protocol.json.BrokerStatusJson;

/** {@code thiscord broker status}: asks a broker how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Ask a running broker how it is: topics and their rates, who follows, who is too slow, who publishes with",
            "confirmation. At most 200 topics at a time, in order; --after goes on behind one."
        })
final class StatusCommand implements Callable<Integer> {
    @Option(
            names = "--replay",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5557",
            converter = BrokerCommand.Replay.class,
            description = "The broker's replay door (default ${DEFAULT-VALUE}).")
    private Address replay = Address.loopback(BrokerSettings.REPLAY_PORT);

    @Parameters(index = "0", arity = "0..1", paramLabel = "TOPIC-PREFIX", description = "Only topics that begin so.")
    private String prefix = "";

    @Option(names = "--after", paramLabel = "TOPIC", description = "Only topics behind this one.")
    private String after = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = DurationConverter.class,
            description = "How long to wait for the answer (default ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        byte[] answer = StatusQuestion.ask(replay, prefix, after, timeout);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        BrokerStatus status = BrokerStatusJson.read(answer);
        if (status == null) {
            throw new Failure(ExitCode.CANNOT_REACH, "what answers at " + replay + " is no broker of this version");
        }
        if (json) {
            out.println(new String(answer, StandardCharsets.UTF_8));
        } else {
            print(status, out);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static void print(BrokerStatus status, PrintWriter out) {
        BrokerStatus.Whole whole = status.whole();
        out.printf(
                Locale.ROOT,
                "broker   up %s, %d events, %.1f a second, %d of wrong form; %d publishers and %d subscribers connected%n",
                upTime(whole.upSeconds()),
                whole.received(),
                whole.perSecond(),
                whole.wrong(),
                whole.in(),
                whole.out());
        out.printf(
                Locale.ROOT,
                "journal  %s, in %s: %d events of %d topics, %.1f MiB%n",
                whole.journal(),
                whole.files() ? "files" : "memory",
                whole.journalEvents(),
                whole.numberedTopics(),
                whole.journalBytes() / 1048576.0);
        out.printf(Locale.ROOT, "missed   %d events by subscribers that read too slowly%n", whole.missed());
        table(out, "TOPIC", "A SECOND  OFFSETS            FOLLOWED BY");
        for (BrokerStatus.TopicLine one : status.topics()) {
            String offsets = one.last() == 0 ? "-" : one.first() + " to " + one.last();
            row(
                    out,
                    one.topic(),
                    String.format(Locale.ROOT, "%8.1f  %-17s  %d", one.perSecond(), offsets, one.subscribers()));
        }
        if (status.more()) {
            out.println("  there are more: --after TOPIC goes on behind one");
        }
        if (!status.subscribers().isEmpty()) {
            table(out, "SUBSCRIBER", "FOLLOWS  MISSED");
            for (BrokerStatus.Subscriber one : status.subscribers()) {
                row(
                        out,
                        one.address(),
                        String.format(
                                Locale.ROOT,
                                "%7d  %d%s",
                                one.subscriptions(),
                                one.missed(),
                                one.slow() ? "  slow now" : ""));
            }
        }
        if (!status.followers().isEmpty()) {
            table(out, "ASKED FOR EVENTS", "SECONDS AGO  BEHIND BY");
            for (BrokerStatus.Follower one : status.followers()) {
                row(
                        out,
                        one.address(),
                        String.format(
                                Locale.ROOT,
                                "%11d  %d%s",
                                one.secondsAgo(),
                                one.behind(),
                                one.topic().isEmpty() ? "" : " in " + one.topic()));
            }
        }
        if (!status.publishers().isEmpty()) {
            table(out, "CONFIRMED PUBLISHER", "UP TO     TAKEN     AGAIN     REFUSED   SECONDS AGO");
            for (BrokerStatus.Publisher one : status.publishers()) {
                row(
                        out,
                        one.name() + " " + one.address(),
                        String.format(
                                Locale.ROOT,
                                "%-9d %-9d %-9d %-9d %d",
                                one.upto(),
                                one.taken(),
                                one.again(),
                                one.refused(),
                                one.secondsAgo()));
            }
        }
    }

    private static String upTime(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    private static void table(PrintWriter out, String first, String rest) {
        out.println();
        row(out, first, rest);
    }

    /** Names come from peers: what could drive a terminal is not printed. */
    private static void row(PrintWriter out, String first, String rest) {
        out.printf(
                Locale.ROOT,
                "%-40s  %s%n",
                first.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?"),
                rest.replaceAll("[\\p{Cntrl}\\p{Cf}\u2028\u2029]", "?"));
    }
}
