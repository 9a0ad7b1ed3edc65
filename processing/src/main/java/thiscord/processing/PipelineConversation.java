package thiscord.processing;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Harmless;
import thiscord.processing.lines.Conversation;
import thiscord.processing.lines.RequestLog;
import thiscord.processing.pipeline.NoAnswer;
import thiscord.processing.pipeline.Pipeline;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.RemoteProcessor;
import thiscord.protocol.processing.Unprocessed;
import thiscord.protocol.processing.Unreachable;

/**
 * Acknowledges each line, then says what the process made of it and the remote processor of that; {@code exit} ends the
 * connection. A client that does not end its lines gets both in one message, since it may read once for each of its own. Thread-safe.
 */
final class PipelineConversation implements Conversation {
    private static final String RECEIVED = "Data received";

    private final Pipeline pipeline;
    private final @Nullable RemoteProcessor rpc;
    private final boolean ackOnly;
    private final RequestLog requests;
    private final AtomicLong ids = new AtomicLong();

    /**
     * @param rpc null for none
     * @param ackOnly true to send no results
     */
    PipelineConversation(Pipeline pipeline, @Nullable RemoteProcessor rpc, boolean ackOnly, RequestLog requests) {
        this.pipeline = pipeline;
        this.rpc = rpc;
        this.ackOnly = ackOnly;
        this.requests = requests;
    }

    @Override
    public void take(String line, Client client) throws IOException {
        if (line.strip().equalsIgnoreCase("exit")) {
            client.end();
            return;
        }
        requests.received(client.name(), line);
        boolean ackFirst = ackOnly || client.endsLines();
        if (ackFirst) {
            client.say(RECEIVED);
        }
        try {
            String answer = Harmless.line(answer(line));
            requests.answered(client.name(), answer, answer.startsWith("error: "));
            if (!ackOnly) {
                client.say(ackFirst ? answer : RECEIVED + "\n" + answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.end();
        }
    }

    private String answer(String line) throws InterruptedException {
        try {
            String text = pipeline.process(line);
            return rpc == null ? text : further(rpc, text);
        } catch (NoAnswer | Unreachable e) {
            return "error: " + e.getMessage();
        } catch (Refused e) {
            return "error: " + e.refusal().text();
        }
    }

    private String further(RemoteProcessor processor, String text) throws Unreachable, Refused {
        if (text.length() > Unprocessed.MOST_TEXT) {
            return "error: what the process answered is over " + Unprocessed.MOST_TEXT + " characters, too long for "
                    + processor;
        }
        Processed answer = processor.process(new Unprocessed(ids.incrementAndGet(), "", "", text));
        if (!answer.refusal().isEmpty()) {
            return "error: " + answer.refusal();
        }
        return answer.reply().isEmpty() ? answer.text() : answer.text() + " [" + answer.reply() + "]";
    }
}
