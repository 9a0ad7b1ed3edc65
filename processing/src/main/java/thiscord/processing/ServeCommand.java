package thiscord.processing;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import thiscord.cli.Address;
import thiscord.cli.Serving;
import thiscord.processing.lines.RequestLog;
import thiscord.processing.ready.ReadyMade;
import thiscord.processing.remote.ProcessorServer;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.Unprocessed;

/** {@code thiscord processing serve}: a ready-made processor over RMI. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a processor over RMI, for 'processing pipeline --rpc' and others, on loopback alone: nobody has to log"
                    + " in. It is bound as thiscord/processors/NAME in a registry of its own, on the same port."
        },
        footer = {"", "See docs/PROCESSING.md. Ends with 2 for a wrong command line, 3 if the port is taken."})
final class ServeCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "checksum: replies with CRC32 and SHA-256 of the text in UTF-8. upper: makes the text upper"
                            + " case. stamp: that, and puts the time (UTC) before it. calc: replies to 'calc 2*(3+4)' with 14.0.")
    private ReadyMade processor = ReadyMade.CHECKSUM;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "0 takes any free one, which the ready line tells. Default: ${DEFAULT-VALUE}.")
    private int port = Rpc.PORT;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "An address of loopback to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = Address.LOOPBACK;

    @Mixin
    private RequestOptions reporting = new RequestOptions();

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        RequestLog requests = reporting.requests(processor.wire(), line);
        ProcessorServer server =
                ProcessorServer.start(processor.wire(), message -> processed(message, requests), address());
        return Serving.untilStopped(
                server, "ready: processor " + processor.wire() + "@" + server.address(), line.getOut());
    }

    private Processed processed(Unprocessed message, RequestLog requests) {
        String caller = ProcessorServer.caller();
        requests.received(caller, message.text());
        Processed made = processor.process(message);
        requests.answered(
                caller, made.reply().isEmpty() ? made.text() : made.text() + " [" + made.reply() + "]", false);
        return made;
    }

    private Address address() {
        try {
            Address address = new Address(host, port);
            if (!address.onLoopback()) {
                throw new IllegalArgumentException("--host is an address of loopback, such as 127.0.0.1, not " + host);
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }
}
