package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Command;
import thiscord.protocol.Event;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

@Timeout(60)
class ChatClientIT {
    /** The bot of the documentation, word for word. */
    private static ChatClient parrot(Address hub) {
        ChatClient bot = ChatClient.to(hub)
                .nick("parrot")
                .room("general")
                .onMessage((client, message) -> {
                    if (message.text().startsWith("!say ")) {
                        client.say(message.room(), message.text().substring(5));
                    }
                })
                .connect();
        return bot;
    }

    @Test
    void theBotOfTheDocumentationAnswersOthersAndNotItself() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> bot = CompletableFuture.supplyAsync(() -> parrot(hub.address()));
            ScriptedHub.Peer peer = hub.welcomed();
            peer.admit("e", 0);
            peer.message("general", 1, "ann", "hello");
            peer.message("general", 2, "ann", "!say !say I");

            assertThat(peer.echo(3).text()).isEqualTo("!say I");
            peer.message("general", 4, "ann", "!say end");
            assertThat(peer.echo(5).text()).isEqualTo("end");

            bot.get().close();
            peer.expect(Command.Quit.class);
        }
    }

    @Test
    void aCutConnectionIsResumedAndNothingIsSaidTwice() throws Exception {
        BlockingQueue<Long> seqs = new LinkedBlockingQueue<>();
        CountDownLatch lost = new CountDownLatch(1);
        ChatHandler handler = new ChatHandler() {
            @Override
            public void event(ChatClient client, Event event) {
                if (event instanceof Event.Message) {
                    seqs.add(((Event.Message) event).seq());
                }
            }

            @Override
            public void lost(ChatClient client, String why, Duration retryIn) {
                lost.countDown();
            }
        };
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> connecting = CompletableFuture.supplyAsync(() -> ChatClient.to(hub.address())
                    .nick("ann")
                    .room("lab")
                    .handler(handler)
                    .connect());
            ScriptedHub.Peer first = hub.welcomed();
            try (ChatClient client = connecting.get()) {
                first.admit("e", 0);
                CompletableFuture<Event> one = client.say("lab", "one");
                CompletableFuture<Event> two = client.say("lab", "two");
                first.echo(1);
                Command.Say unseen = first.expect(Command.Say.class);
                one.get();
                first.close();
                lost.await();

                ScriptedHub.Peer second = hub.welcomed();
                Command.Join again = second.admit("e", 2);
                assertThat(again.after()).isEqualTo(1);
                assertThat(again.epoch()).isEqualTo("e");
                second.message("lab", 2, "bob", "in between");
                assertThat(second.echo(3)).isEqualTo(unseen);

                assertThat(two.get()).isInstanceOf(Event.Message.class);
                assertThat(client.marks().get()).containsExactly(new ReadMark("lab", "e", 3));
                assertThat(seqs).containsExactly(1L, 2L, 3L);
            }
        }
    }

    @Test
    void questionsFailWithTheConnection() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> connecting = CompletableFuture.supplyAsync(
                    () -> ChatClient.to(hub.address()).nick("ann").connect());
            ScriptedHub.Peer peer = hub.welcomed();
            try (ChatClient client = connecting.get()) {
                CompletableFuture<Event> who = client.ask(new Command.Who("lab", null));
                peer.expect(Command.Who.class);
                peer.close();

                assertThatThrownBy(() -> who.get(20, TimeUnit.SECONDS)).hasMessageContaining("connection went away");
            }
        }
    }

    @Test
    void aSlowHandlerStopsTheReadingAndLosesNothing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(50_000);
        ChatHandler slow = new ChatHandler() {
            @Override
            public void event(ChatClient client, Event event) {
                if (event instanceof Event.Message) {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    all.countDown();
                }
            }
        };
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> connecting = CompletableFuture.supplyAsync(() -> ChatClient.to(hub.address())
                    .nick("ann")
                    .room("lab")
                    .handler(slow)
                    .connect());
            ScriptedHub.Peer peer = hub.welcomed();
            try (ChatClient client = connecting.get()) {
                peer.admit("e", 0);
                CountDownLatch told = new CountDownLatch(1);
                Thread flood = new Thread(() -> {
                    try {
                        for (int i = 1; i <= 50_000; i++) {
                            peer.message("lab", i, "bob", "x".repeat(200));
                        }
                        told.countDown();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                flood.start();
                assertThat(told.await(1, TimeUnit.SECONDS))
                        .as("14 MB went out though nobody reads")
                        .isFalse();
                go.countDown();

                assertThat(all.await(40, TimeUnit.SECONDS)).isTrue();
                assertThat(client.nick()).isEqualTo("ann");
                flood.join();
            }
        }
    }

    @Test
    void nobodyThereIsOneLineThatSaysWhatToDo() throws Exception {
        Address nobody;
        try (ScriptedHub hub = new ScriptedHub()) {
            nobody = hub.address();
        }

        assertThatThrownBy(() -> ChatClient.to(nobody).connect())
                .isInstanceOfSatisfying(
                        Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.CANNOT_REACH))
                .hasMessageContaining(nobody.toString())
                .hasMessageContaining("thiscord up");
    }

    @Test
    void aRefusedNickAndAPeerThatIsNoHubAreToldApart() throws Exception {
        try (ScriptedHub hub = new ScriptedHub()) {
            CompletableFuture<ChatClient> refused = CompletableFuture.supplyAsync(
                    () -> ChatClient.to(hub.address()).nick("ann").connect());
            ScriptedHub.Peer peer = hub.peer();
            String id = peer.expect(Command.Hello.class).id();
            peer.tell(new Event.Refused(new Refusal(Reason.NICK_IN_USE, "Taken."), id));
            assertThatThrownBy(refused::get).hasMessageContaining("refused: Taken.");

            CompletableFuture<ChatClient> strange = CompletableFuture.supplyAsync(
                    () -> ChatClient.to(hub.address()).nick("ann").connect());
            hub.peer().raw("220 mail.example ESMTP\r\n");
            assertThatThrownBy(strange::get).hasMessageContaining("does not speak as a ThisCord hub");
        }
    }
}
