package thiscord.processing;

import java.io.IOException;
import thiscord.processing.calc.Calculator;
import thiscord.processing.calc.Wrong;
import thiscord.processing.lines.Conversation;
import thiscord.processing.lines.RequestLog;

/** Answers each line by two, which are messages of their own for a client that does not end its lines. Thread-safe. */
final class CalcConversation implements Conversation {
    private static final String RECEIVED = "Data received";

    private final RequestLog requests;

    CalcConversation(RequestLog requests) {
        this.requests = requests;
    }

    @Override
    public void take(String line, Client client) throws IOException {
        requests.received(client.name(), line);
        String answer;
        boolean failed = false;
        try {
            answer = Double.toString(Calculator.answer(line));
        } catch (Wrong wrong) {
            answer = "error: " + wrong.line();
            failed = true;
        }
        requests.answered(client.name(), answer, failed);
        if (client.endsLines()) {
            client.say(RECEIVED + "\n" + answer);
        } else {
            client.say(RECEIVED);
            client.separate();
            client.say(answer);
        }
    }
}
