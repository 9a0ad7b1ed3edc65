package thiscord.processing;

import java.io.IOException;
import thiscord.processing.lines.Conversation;
import thiscord.processing.pipeline.Pipeline;
import thiscord.processing.pipeline.Unprocessed;

/** Acknowledges each line, then says what the process made of it; {@code exit} ends the connection. Thread-safe. */
record PipelineConversation(Pipeline pipeline) implements Conversation {
    @Override
    public void take(String line, Client client) throws IOException {
        if (line.strip().equals("exit")) {
            client.end();
            return;
        }
        client.say("Data received");
        try {
            client.say(pipeline.process(line).replaceAll("\\p{Cntrl}", " "));
        } catch (Unprocessed e) {
            client.say("error: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.end();
        }
    }
}
