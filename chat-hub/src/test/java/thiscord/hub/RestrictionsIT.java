package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.hub.directory.HubSecret;
import thiscord.kit.LinePeer;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** Nothing of who is kept silent or out reaches those in a room, and nothing shows a stranger a room by invitation. */
@Timeout(120)
class RestrictionsIT {
    /** What reaches others, in both dialects; {@code %1$s} is the room, {@code %2$s} what they must not see. */
    private static final String[][] REACHING = {
        {"%2$s", "{\"type\":\"say\",\"room\":\"%1$s\",\"text\":\"%2$s\"}"},
        {"/me %2$s", "{\"type\":\"say\",\"room\":\"%1$s\",\"text\":\"%2$s\",\"action\":true}"},
        {"/topic %2$s", "{\"type\":\"topic\",\"room\":\"%1$s\",\"topic\":\"%2$s\"}"},
        {"/board write %2$s", "{\"type\":\"board\",\"room\":\"%1$s\",\"text\":\"%2$s\"}"},
        {"/calc 1000 + %3$d", "{\"type\":\"calc\",\"room\":\"%1$s\",\"text\":\"1000 + %3$d\"}"},
        {"/lease more %3$dh", "{\"type\":\"moderate\",\"action\":\"lease\",\"room\":\"%1$s\",\"value\":\"more %3$dh\"}"
        },
        {
            "/kick bob %2$s",
            "{\"type\":\"moderate\",\"action\":\"kick\",\"room\":\"%1$s\",\"about\":\"bob\",\"why\":\"%2$s\"}"
        },
        {"/nick %2$s", "{\"type\":\"nick\",\"nick\":\"%2$s\"}"},
        {"/nick %2$s", "{\"type\":\"hello\",\"nick\":\"%2$s\"}"},
    };

    @TempDir
    private Path data;

    private final List<AutoCloseable> open = new ArrayList<>();
    private RoomServer rooms;
    private Hub hub;
    private PersonSession alice;
    private LinePeer watcher;

    @BeforeEach
    void start() throws Exception {
        rooms = RoomServer.start(RoomServerSettings.of(data, 0));
        open.add(rooms);
        hub = Hub.start(HubSettings.alone(0)
                .with(rooms.registryAddress(), null)
                .withHubSecret(HubSecret.of(rooms.hubSecret())));
        open.add(hub);
        alice = person("alice");
        watcher = text("alice");
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private PersonSession person(String nick) throws Exception {
        Address at = rooms.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT)
                .login(new Login(RoomService.PROTOCOL, nick));
    }

    private LinePeer peer() throws IOException {
        LinePeer peer = LinePeer.connect(hub.address().port());
        open.add(peer);
        return peer;
    }

    private LinePeer text(String nick) throws IOException {
        LinePeer peer = peer().send("/nick " + nick);
        peer.until("* you are " + nick);
        return peer;
    }

    /** Somebody in a room, or at its entrance, whom the room then does not let speak or come in. */
    private enum Kind {
        MUTED,
        READER,
        SLOW,
        BANNED,
        LOCKED
    }

    private void restrict(Kind kind, String room, String nick) throws Exception {
        switch (kind) {
            case MUTED -> alice.mute(room, nick, Restriction.FOR_GOOD, "");
            case READER -> alice.setRole(room, nick, "reader");
            case SLOW -> alice.setSlow(room, 3600);
            case BANNED -> alice.ban(room, nick, Restriction.FOR_GOOD, "");
            default -> alice.setLocked(room, true);
        }
    }

    private static List<String> sent(LinePeer peer, String line, boolean json, String mark) throws IOException {
        peer.send(line, json ? "{\"type\":\"ping\",\"id\":\"p" + mark + "\"}" : "/ping p" + mark);
        return readTo(peer, "p" + mark);
    }

    private static List<String> readTo(LinePeer peer, String mark) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = peer.line(); !line.contains(mark); line = peer.line()) {
            lines.add(line);
        }
        return lines;
    }

    @Test
    void nothingOfWhoIsKeptSilentOrOutReachesTheOthersByAnyCommand() throws Exception {
        int marks = 0;
        for (Kind kind : Kind.values()) {
            for (boolean json : new boolean[] {false, true}) {
                String room = kind + (json ? "-json" : "-text");
                String nick = "bob" + (json ? 1 : 0) + kind.ordinal();
                alice.create(new RoomSpec(room, "", "", "", 3600));
                watcher.send("/join " + room);
                watcher.until("* joined " + room);
                LinePeer bob = json ? peer().hello(nick) : text(nick);
                if (kind.ordinal() < Kind.BANNED.ordinal()) {
                    sent(bob, json ? "{\"type\":\"join\",\"room\":\"" + room + "\"}" : "/join " + room, json, "in");
                }
                restrict(kind, room, nick);
                // In the hub it holds from the notice on; in slow mode one message is allowed.
                watcher.until(line -> line.startsWith("* " + room + ": "), "the notice");
                if (kind == Kind.SLOW) {
                    sent(
                            bob,
                            json ? "{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"one\"}" : "one",
                            json,
                            "one");
                }

                for (String[] command : REACHING) {
                    String mark = "mark" + 1000 + ++marks;
                    String line = String.format(command[json ? 1 : 0], room, mark, marks);
                    List<String> answer = sent(bob, line, json, mark + "p");
                    watcher.send("/ping w" + mark);
                    assertThat(readTo(watcher, "w" + mark))
                            .as("%s %s: %s, answered %s", kind, room, line, answer)
                            .noneMatch(
                                    seen -> seen.contains(mark) || seen.contains("1000 + ") || seen.contains(" more"));
                }
                int last = ++marks;
                PersonSession bobs = person(nick);
                if (kind == Kind.SLOW) {
                    bobs.setTopic(room, "once");
                }
                refused(() -> bobs.setTopic(room, "mark" + last));
                refused(() -> bobs.decide(new Decision("lease", room, nick, "", "more 2h", "", "", "")));
                watcher.send("/ping rmi" + last);
                assertThat(readTo(watcher, "rmi" + last))
                        .as("%s by RMI", kind)
                        .noneMatch(seen -> seen.contains("mark"));
            }
        }
    }

    private interface Call {
        void run() throws RemoteException, Refused;
    }

    private static void refused(Call call) {
        assertThatExceptionOfType(Refused.class).isThrownBy(call::run);
    }

    @Test
    void whoIsMutedStaysSoUnderAnotherNickAndWhoWaitsGoesOnWaiting() throws Exception {
        alice.create(new RoomSpec("lab", "", ""));
        watcher.send("/join lab");
        LinePeer bob = text("bob").send("/join lab");
        bob.until("* joined lab");
        alice.mute("lab", "bob", Restriction.FOR_GOOD, "");
        watcher.until("bob is muted");

        bob.send("/leave", "/nick rob", "/join lab", "can you see me");
        bob.until("* joined lab");
        assertThat(bob.until("! ")).contains("You are muted in 'lab'");
        bob.send("/leave", "/nick rob2", "/join lab", "can you see me");
        bob.until("* joined lab");
        assertThat(bob.until("! ")).contains("You are muted in 'lab'");
        alice.mute("lab", "bob", 0, "");
        watcher.until("lets bob speak");
        bob.send("hello again");
        bob.until("[lab] rob2: hello again");

        alice.setSlow("lab", 3600);
        watcher.until("made it slow");
        bob.send("first", "/leave", "/nick slowbob", "/join lab", "second");
        bob.until("* joined lab");
        assertThat(bob.until("! ")).contains("This room is slow");
    }

    @Test
    void aRoomByInvitationIsAnsweredAsOneThatThereIsNot() throws Exception {
        alice.create(new RoomSpec("vault", "", "", "invited"));
        LinePeer eve = text("eve");
        LinePeer json = peer().hello("mallory");
        PersonSession eves = person("eve");
        for (int round = 0; round < 2; round++) {
            for (String line : List.of("/join %s", "/leave %s", "/who %s", "/delete %s", "/join %s 5")) {
                same(room -> answer(eve, String.format(line, room), false));
            }
            for (String type : List.of("join", "leave", "who", "history", "topic", "board", "calc", "say")) {
                String line = "{\"type\":\"" + type + "\",\"room\":\"%s\",\"text\":\"1\",\"topic\":\"x\",\"limit\":3}";
                same(room -> answer(json, String.format(line, room), true));
            }
            for (String action :
                    List.of("kick", "ban", "mute", "role", "lock", "slow", "access", "lease", "roles", "delete")) {
                same(room ->
                        refusal(() -> eves.decide(new Decision(action, room, "eve", "bob", "member", "", "", ""))));
            }
            same(room -> refusal(() -> eves.describe(room)));
            same(room -> refusal(() -> eves.members(room)));
            same(room -> refusal(() -> eves.join(room)));
            same(room -> refusal(() -> eves.leave(room)));
            same(room -> refusal(() -> eves.setTopic(room, "x")));
            same(room -> refusal(() -> eves.delete(room)));
            same(room -> refusal(() -> eves.rules(room)));
            same(room -> refusal(() -> eves.setRole(room, "bob", "member")));
            same(room -> refusal(() -> eves.invitations(room)));
            same(room -> refusal(() -> eves.revokeInvitation(room, 1)));
            same(room -> refusal(() -> eves.makeInvitation(room, "member", 1, System.currentTimeMillis() + 60_000)));
            same(room -> refusal(() -> eves.audit(room, Long.MAX_VALUE, 0)));
            // Once more with the room open at the hub.
            watcher.send("/join vault");
            watcher.until("vault");
        }
        assertThat(answer(eve, "/create vault", false))
                .contains("A room has that name, or one that looks like 'vault'");
        assertThat(answer(eve, "/create Vau1t", false))
                .contains("A room has that name, or one that looks like 'Vau1t'");
    }

    private static void same(Function<String, String> asked) {
        assertThat(asked.apply("VAULT").replace("VAULT", "?"))
                .isEqualTo(asked.apply("vaulx").replace("vaulx", "?"))
                .isNotEmpty();
    }

    private static String answer(LinePeer peer, String line, boolean json) {
        try {
            return String.join("\n", sent(peer, line, json, "-"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String refusal(Call call) {
        try {
            call.run();
            return "";
        } catch (Refused e) {
            return e.refusal().toString();
        } catch (RemoteException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void slowModeAndAMuteOutliveTheirSession() throws Exception {
        alice.create(new RoomSpec("lab", "", ""));
        watcher.send("/join lab");
        LinePeer bob = text("bob").send("/join lab");
        bob.until("* joined lab");
        alice.setSlow("lab", 3600);
        watcher.until("made it slow");
        bob.send("first");
        bob.until("[lab] bob: first");
        bob.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> hub.sessions() == 1);

        LinePeer again = text("bob").send("/join lab", "second");

        again.until("* joined lab");
        assertThat(again.until("! ")).contains("This room is slow");
    }
}
