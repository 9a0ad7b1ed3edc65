package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Event;
import thiscord.protocol.Limits;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.people.Ed25519;

class LoginTest {
    private final List<String> sent = new ArrayList<>();
    private final List<Refusal> over = new ArrayList<>();

    private ClientSession session(LoginBook login) {
        return new ClientSession(
                new ClientSession.Effects() {
                    @Override
                    public void send(byte[] line) {
                        sent.add(new String(line));
                    }

                    @Override
                    public void show(Event event) {}

                    @Override
                    public void answer(String id, Event event) {}

                    @Override
                    public void unanswered(String id) {}

                    @Override
                    public void drop(String why) {}

                    @Override
                    public void refusedForGood(Refusal why) {
                        over.add(why);
                    }
                },
                "t",
                List.of("alice"),
                login,
                null);
    }

    private String last() {
        return sent.get(sent.size() - 1);
    }

    private static Event welcome(String ticket) {
        return new Event.Welcome("alice", "hub", Limits.DEFAULT, "alice", ticket, 1, null, null);
    }

    private static Event badLogin() {
        return new Event.Refused(new Refusal(Reason.BAD_LOGIN, "no"), null);
    }

    @Test
    void itComesBackWithTheTicketAndWithThePasswordWhenThatIsVoid() {
        ClientSession session = session(LoginBook.withPassword("alice", "correct horse"));

        session.connected(1);
        assertThat(last()).contains("\"password\":\"correct horse\"");
        session.received(welcome("T-1"), 2);
        session.lost();
        session.connected(3);
        assertThat(last()).contains("\"ticket\":\"T-1\"").doesNotContain("password");
        session.received(badLogin(), 4);
        assertThat(last()).contains("\"password\":\"correct horse\"").doesNotContain("T-1");
        session.received(badLogin(), 5);
        assertThat(over).extracting(Refusal::reason).containsExactly(Reason.BAD_LOGIN);
        assertThat(LoginBook.withPassword("alice", "correct horse").toString()).doesNotContain("horse");
    }

    @Test
    void itsKeyAnswersTheChallenge() {
        KeyPair pair = Ed25519.newPair();
        ClientSession session = session(LoginBook.withKey("alice", pair));

        session.connected(1);
        assertThat(last()).contains("\"key\":\"" + Ed25519.text(pair.getPublic()) + "\"");
        session.received(new Event.Challenge("N-1", "x"), 2);
        assertThat(last()).contains("\"type\":\"proof\"", "\"signature\":\"");
        session.received(welcome("T-1"), 3);
        assertThat(session.open()).isTrue();
    }
}
