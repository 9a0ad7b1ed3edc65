package thiscord.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerStateTest {
    private static ServerState of(long pid, Instant began) {
        return new ServerState(pid, began, 7000, 5, 65_536, 4096, "secret");
    }

    @Test
    void itIsReadAsItWasWritten() {
        ServerState state = of(123, Instant.parse("2026-11-21T10:00:00Z"));

        assertThat(ServerState.of(state.text())).contains(state);
        assertThat(state.shape()).isEqualTo("5 of 64 KB");
    }

    @Test
    void whatIsNoStateIsNone() {
        assertThat(ServerState.of("")).isEmpty();
        assertThat(ServerState.of("pid x\nbegan y")).isEmpty();
        assertThat(ServerState.of(of(1, Instant.EPOCH).text().replace("port 7000", "port")))
                .isEmpty();
    }

    @Test
    void aProcessOfThatNumberThatBeganAtAnotherTimeIsAnother() {
        ProcessHandle me = ProcessHandle.current();
        Instant began = ServerState.beginOf(me);

        assertThat(of(me.pid(), began).process()).contains(me);
        assertThat(of(me.pid(), began.minusSeconds(60)).process()).isEmpty();
        assertThat(of(Integer.MAX_VALUE, began).process()).isEmpty();
    }

    @Test
    void aProcessWhoseBeginIsUnknownIsNotTakenForTheServer() {
        Instant began = Instant.parse("2026-11-21T10:00:00Z");

        assertThat(of(1, began).began(Optional.of(began.plusSeconds(1)))).isTrue();
        assertThat(of(1, began).began(Optional.empty())).isFalse();
        assertThat(of(1, Instant.EPOCH).began(Optional.of(Instant.EPOCH))).isFalse();
    }
}
