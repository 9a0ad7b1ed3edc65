package thiscord.processing;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Harmless;
import thiscord.processing.lines.Conversation;
import thiscord.processing.pipeline.NoAnswer;
import thiscord.processing.pipeline.Pipeline;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.RemoteProcessor;
import thiscord.protocol.processing.Unprocessed;
import thiscord.protocol.processing.Unreachable;

/**
 * Acknowledges each line, then says what the process made of it and the remote processor of that; {@code exit} ends the
 * connection. Thread-safe.
 */
final class PipelineConversation implements Conversation {
    private final Pipeline pipeline;
    private final @Nullable RemoteProcessor rpc;
    private final AtomicLong ids = new AtomicLong();

    /** @param rpc null for none */
    PipelineConversation(Pipeline pipeline, @Nullable RemoteProcessor rpc) {
        this.pipeline = pipeline;
        this.rpc = rpc;
    }

    @Override
    public void take(String line, Client client) throws IOException {
        if (line.strip().equals("exit")) {
            client.end();
            return;
        }
        client.say("Data received");
        try {
            client.say(Harmless.line(answer(line)));
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
