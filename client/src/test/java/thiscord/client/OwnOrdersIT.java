package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

@Timeout(60)
class OwnOrdersIT {
    private final TerminalMode mode = new TerminalMode(
            Settings.none(),
            false,
            desk -> new PlainLines(
                    InputStream.nullInputStream(),
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    false,
                    desk));

    private final ReentrantLock lock = mode.sight().screen().lock();

    private <T> T locked(Callable<T> look) throws Exception {
        assertThat(lock.tryLock(5, TimeUnit.SECONDS)).as("the screen is free").isTrue();
        try {
            return look.call();
        } finally {
            lock.unlock();
        }
    }

    /** The answers that make room need the screen; a search that waits for room must not hold it. */
    @Test
    void aSearchThatHasToWaitLeavesTheScreenToOthers() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> connecting = CompletableFuture.supplyAsync(() -> ChatClient.to(hub.address())
                    .nick("ann")
                    .room("lab")
                    .handler(mode.heard())
                    .connect());
            ScriptedHub.Peer peer = hub.welcomed();
            try (ChatClient client = connecting.get()) {
                peer.admit("e", 5);
                await().until(() -> locked(() -> mode.sight().places().of("lab") != null));
                for (int i = 0; i < Asked.MOST; i++) {
                    client.ask(new Command.Who("lab", null));
                }

                Thread searcher =
                        new Thread(() -> new OwnOrders(mode.sight(), client).obey(Commands.Own.SEARCH, "words", "lab"));
                searcher.setDaemon(true);
                searcher.start();
                await().until(() -> locked(() -> mode.sight().search() != null));
                String first = peer.expect(Command.Who.class).id();
                peer.tell(new Event.Refused(new Refusal(Reason.INTERNAL, "no"), first));
                for (int i = 1; i < Asked.MOST; i++) {
                    peer.expect(Command.Who.class);
                }

                assertThat(peer.expect(Command.History.class).before()).isEqualTo(6);
                searcher.join();
            }
        }
    }
}
