package thiscord.processing;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import thiscord.processing.calc.Calculator;
import thiscord.processing.calc.Wrong;
import thiscord.processing.lines.Conversation;

/** Answers each line by two. Thread-safe. */
final class CalcConversation implements Conversation {
    private static final Logger LOG = System.getLogger("thiscord.processing");

    private final boolean logRequests;

    CalcConversation(boolean logRequests) {
        this.logRequests = logRequests;
    }

    @Override
    public void take(String line, Client client) throws IOException {
        String answer;
        boolean right = true;
        try {
            answer = Double.toString(Calculator.answer(line));
        } catch (Wrong wrong) {
            answer = "error: " + wrong.line();
            right = false;
        }
        if (logRequests) {
            String came = right ? "a result" : "an error";
            LOG.log(Level.INFO, () -> "calc: " + client.name() + ": " + line.length() + " characters, " + came);
        }
        client.say("Data received\n" + answer);
    }
}
