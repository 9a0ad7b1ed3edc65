package thiscord.processing;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import thiscord.processing.lines.RequestLog;

/** What a server reports of its requests. */
final class RequestOptions {
    @Option(
            names = "--log-requests",
            description = "Log connections and requests: who, how many characters, what came of it; never the text.")
    private boolean logRequests;

    @Option(
            names = "--print",
            description = "Print the text of each request and its result on stdout. Off by default, for privacy.")
    private boolean print;

    RequestLog requests(String server, CommandLine line) {
        return new RequestLog(server, logRequests, print ? line.getOut() : null);
    }
}
