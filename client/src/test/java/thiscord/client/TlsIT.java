package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.tls.ClientTls;
import thiscord.tls.Fingerprint;
import thiscord.tls.KeyFiles;
import thiscord.tls.KnownServers;
import thiscord.tls.ServerTls;

@Timeout(60)
class TlsIT {
    @TempDir
    private Path folder;

    private static CompletableFuture<ChatClient> connect(Address hub, ClientTls tls) {
        return CompletableFuture.supplyAsync(
                () -> ChatClient.to(hub).tls(tls).nick("ann").connect());
    }

    @Test
    void longMessagesGoBothWaysInOrder() throws Exception {
        try (ServerTls tls = ServerTls.open(KeyFiles.inFolder(folder));
                ScriptedHub hub = new ScriptedHub(0, tls)) {
            CompletableFuture<ChatClient> client =
                    connect(hub.address(), ClientTls.pinned(hub.address(), tls.fingerprint()));
            ScriptedHub.Peer peer = hub.welcomed();
            client.get().join("general");
            peer.admit("e", 0);
            List<CompletableFuture<Event>> echoes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                echoes.add(client.get().say("general", i + "x".repeat(3000)));
            }

            for (int i = 0; i < 200; i++) {
                assertThat(peer.echo(i + 1).text()).startsWith(i + "x").hasSizeGreaterThan(3000);
            }
            for (int i = 0; i < 200; i++) {
                Event.Message echo = (Event.Message) echoes.get(i).get(20, TimeUnit.SECONDS);
                assertThat(echo.text()).startsWith(i + "xxx");
            }

            client.get().close();
            peer.expect(Command.Quit.class);
        }
    }

    @Test
    void aHubWithAnotherKeyIsNeitherSpokenWithNorTriedAgain() throws Exception {
        try (ServerTls right = ServerTls.open(KeyFiles.inFolder(folder.resolve("right")));
                ServerTls wrong = ServerTls.open(KeyFiles.inFolder(folder.resolve("wrong")));
                ScriptedHub hub = new ScriptedHub(0, wrong)) {
            Fingerprint key = right.fingerprint();

            CompletableFuture<ChatClient> refused = CompletableFuture.supplyAsync(() -> ChatClient.to(hub.address())
                    .tls(ClientTls.pinned(hub.address(), key))
                    .persistent()
                    .connect());
            assertThatThrownBy(hub::welcomed).as("nothing was said to it").isInstanceOf(IOException.class);

            assertThatThrownBy(refused::get)
                    .cause()
                    .isInstanceOf(Failure.class)
                    .hasMessageContainingAll(
                            "cannot join the hub",
                            key.text(),
                            wrong.fingerprint().text())
                    .satisfies(e -> assertThat(((Failure) e).exitCode()).isEqualTo(ExitCode.CANNOT_REACH));
        }
    }

    @Test
    void aHubThatIsMetIsRememberedAndOneWithoutTlsIsNot() throws Exception {
        KnownServers known = KnownServers.at(folder.resolve("known_servers"));
        List<String> notices = new ArrayList<>();
        try (ServerTls tls = ServerTls.open(KeyFiles.inFolder(folder));
                ScriptedHub hub = new ScriptedHub(0, tls);
                ScriptedHub plain = new ScriptedHub()) {
            CompletableFuture<ChatClient> client =
                    connect(hub.address(), new ClientTls(hub.address(), null, known, notices::add));
            hub.welcomed();
            client.get().close();

            assertThat(known.find(hub.address())).isEqualTo(tls.fingerprint());
            assertThat(notices).singleElement().asString().startsWith("met " + hub.address());

            CompletableFuture<ChatClient> refused =
                    connect(plain.address(), new ClientTls(plain.address(), null, known, notices::add));
            plain.peer().raw("{\"type\":\"bye\"}\n");

            assertThatThrownBy(refused::get).hasMessageContaining("no TLS came about");
            assertThat(known.find(plain.address())).isNull();
        }
    }
}
