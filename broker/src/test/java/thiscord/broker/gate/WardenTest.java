package thiscord.broker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.event.Confirm;

class WardenTest {
    private static final Grants LAB = new Grants(List.of("room/lab*"), List.of("room/"));
    private static final int MOST = 10_000;

    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private WardenTest greeting(int version) {
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = (byte) version;
        said.reset();
        said.writeBytes(greeting);
        return frame(4, "\5READY");
    }

    private WardenTest frame(int flags, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            size(flags, bytes.length);
        } else {
            said.write(flags);
            said.write(bytes.length);
        }
        said.writeBytes(bytes);
        return this;
    }

    private void size(int flags, long size) {
        said.write(flags | 2);
        said.writeBytes(ByteBuffer.allocate(8).putLong(size).array());
    }

    private void question(String... frames) {
        for (int i = 0; i < frames.length; i++) {
            frame(i + 1 < frames.length ? 1 : 0, frames[i]);
        }
    }

    /** Says it all in pieces of that many bytes. */
    private void to(Warden.Door door, Grants grants, int piece) throws IOException {
        to(door, new Tokens.Token("bot", "", grants), piece);
    }

    private void to(Warden.Door door, Tokens.Token token, int piece) throws IOException {
        Warden warden = new Warden(door, token, MOST, passed);
        byte[] all = said.toByteArray();
        for (int at = 0; at < all.length; at += piece) {
            warden.take(all, at, Math.min(piece, all.length - at));
        }
    }

    private void passes(Warden.Door door, Grants grants, int piece) throws IOException {
        to(door, grants, piece);
        assertThat(passed.toByteArray()).isEqualTo(said.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 5000})
    void whatIsGrantedPassesByteForByteInWhateverPieces(int piece) throws IOException {
        greeting(3).frame(1, "room/lab").frame(4, "\4PING123").frame(0, "x".repeat(3000));
        frame(1, "room/lab/door").frame(0, "").frame(1, "room/lab").frame(0, "{}");

        passes(Warden.Door.IN, LAB, piece);
    }

    @Test
    void aTopicThatIsNotGrantedDoesNotReachTheDoor() {
        greeting(3).frame(1, "room/lab").frame(0, "fine").frame(1, "room/other").frame(0, "x");

        assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 1000))
                .isInstanceOf(Warden.NotGranted.class)
                .hasMessageContaining("room/other");
        assertThat(passed.toString(StandardCharsets.ISO_8859_1))
                .contains("fine")
                .doesNotContain("other");
    }

    @Test
    void aTopicThatIsGrantedGrantsNoneThatBeginsSo() throws IOException {
        Grants one = new Grants(List.of("room/build"), List.of("room/build"));
        greeting(3).frame(1, "room/build").frame(0, "1");
        passes(Warden.Door.IN, one, 9);
        passed.reset();
        greeting(3).frame(0, "\1room/build").frame(0, "\1#room/build");
        passes(Warden.Door.OUT, one, 9);
        passed.reset();
        greeting(3).question("", "READ", "1", "room/build", "1", "2", "3");
        passes(Warden.Door.REPLAY, one, 9);

        for (String topic : List.of("room/builders-private", "room/build/", "room/buil", "room/")) {
            greeting(3).frame(1, topic).frame(0, "1");
            assertThatThrownBy(() -> to(Warden.Door.IN, one, 9)).isInstanceOf(Warden.NotGranted.class);
            greeting(3).frame(0, "\1" + topic);
            assertThatThrownBy(() -> to(Warden.Door.OUT, one, 9)).isInstanceOf(Warden.NotGranted.class);
            greeting(3).question("", "READ", "1", topic, "1", "2", "3");
            assertThatThrownBy(() -> to(Warden.Door.REPLAY, one, 9)).isInstanceOf(Warden.NotGranted.class);
        }
        for (String word : List.of("PROVEN", "CHALLENGE", "")) {
            greeting(3).question("", word, "READ", "room/build", "1", "2", "3");
            assertThatThrownBy(() -> to(Warden.Door.REPLAY, one, 9)).isInstanceOf(Warden.NotGranted.class);
        }
    }

    @Test
    void nobodyErasesThroughTheGateWhoeverMayPublishAll() {
        Grants all = new Grants(List.of(Grants.ALL, "thiscord"), List.of());
        greeting(3).frame(1, "thiscord/erase").frame(0, "{\"topic\":\"room/lab\"}");
        assertThatThrownBy(() -> to(Warden.Door.IN, all, 1000)).isInstanceOf(Warden.NotGranted.class);

        greeting(3).question("PUBLISH", "3", "me", "1", "1", "always", "thiscord/erase", "{}");
        assertThatThrownBy(() -> to(Warden.Door.REPLAY, all, 1000)).isInstanceOf(Warden.NotGranted.class);
    }

    @Test
    void aCommandWithALongNameIsCutOff() {
        greeting(3).frame(4, "\u00ff".repeat(3));

        assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 1000)).isInstanceOf(IOException.class);
    }

    @Test
    void theFormOfOneFrameIsNotTaken() {
        greeting(3).frame(0, "room/lab");

        assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 9)).isInstanceOf(Warden.NotGranted.class);
    }

    @Test
    void subscriptionsWithinTheGrantsPassNumberedOnesAndTheQuestionWhoToo() throws IOException {
        greeting(3)
                .frame(0, "\1room/lab")
                .frame(0, "\1#room/")
                .frame(0, "\1##who/abc")
                .frame(0, "\0room/lab");
        passes(Warden.Door.OUT, LAB, 7);

        passed.reset();
        greeting(3).frame(0, "\1").frame(0, "\1#");
        passes(Warden.Door.OUT, new Grants(List.of(), List.of(Grants.ALL)), 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\1user/bob", "\1#user/", "\1room", "\1#", "\1", "\1##", "hello", ""})
    void widerSubscriptionsDoNot(String subscription) {
        greeting(3).frame(0, subscription);

        assertThatThrownBy(() -> to(Warden.Door.OUT, LAB, 9)).isInstanceOf(Warden.NotGranted.class);
    }

    @Test
    void theCommandThatSubscribesIsNotTaken() {
        greeting(3).frame(4, "\11SUBSCRIBEuser/");

        assertThatThrownBy(() -> to(Warden.Door.OUT, LAB, 9)).hasMessageContaining("a command");
    }

    @Test
    void questionsAndConfirmedEventsWithinTheGrantsPass() throws IOException {
        greeting(3);
        question("READ", "1", "room/lab", "1", "2", "3");
        question("HEADS", "2", "0", "", "room/a", "room/b");
        question("PUBLISH", "3", "not a name", "1", "1", "always", "room/lab", "{}", "room/lab", "user/x");

        passes(Warden.Door.REPLAY, LAB, 5);
    }

    @Test
    void whoPublishesWithConfirmationGoesByANameOfItsTokens() throws IOException {
        List<String> names = new ArrayList<>();
        for (String token : List.of("bot", "bot", "other", "o".repeat(64))) {
            passed.reset();
            greeting(3).question("PUBLISH", "3", "me", "1", "1", "always", "room/lab", "{}");
            to(Warden.Door.REPLAY, new Tokens.Token(token, "", LAB), 7);
            String all = passed.toString(StandardCharsets.ISO_8859_1);
            int at = all.indexOf("PUBLISH") + "PUBLISH\1\0013".length() + 1;
            String name = all.substring(at + 1, at + 1 + all.charAt(at));
            assertThat(Confirm.isPublisher(name.getBytes(StandardCharsets.US_ASCII)))
                    .isTrue();
            assertThat(all).endsWith(name + "\1\0011\1\0011\1\6always\1\10room/lab\0\2{}");
            names.add(name);
        }

        assertThat(names.get(0)).startsWith("bot.").isEqualTo(names.get(1));
        assertThat(names).doesNotContain("me");
        assertThat(names.subList(1, 4)).doesNotHaveDuplicates();
    }

    @Test
    void heartbeatsAreNoticed() throws IOException {
        Warden warden = new Warden(Warden.Door.OUT, new Tokens.Token("bot", "", LAB), MOST, passed);
        greeting(3).frame(4, "\4PING\0\0").frame(4, "\4PONG");
        warden.take(said.toByteArray(), 0, said.size());
        assertThat(warden.heartbeatNanos()).isZero();

        said.reset();
        frame(4, "\4PING\0\0");
        warden.take(said.toByteArray(), 0, said.size());

        assertThat(warden.heartbeatNanos()).isPositive();
    }

    @Test
    void othersDoNot() {
        for (List<String> question : List.of(
                List.of("READ", "1", "user/bob", "1", "2", "3"),
                List.of("HEADS", "2", "0", "", "room/a", "user/b"),
                List.of("HEADS", "2", "0", ""),
                List.of("STATUS", "4", "room/", ""),
                List.of("WHATEVER", "4", "room/"),
                List.of("PUBLISH", "3", "me", "1", "1", "always", "room/lab", "{}", "user/x", "{}"))) {
            greeting(3).question(question.toArray(new String[0]));

            assertThatThrownBy(() -> to(Warden.Door.REPLAY, LAB, 11))
                    .as(question.toString())
                    .isInstanceOf(Warden.NotGranted.class);
        }
    }

    @Test
    void olderVersionsSizesThatCannotBeAndGarbageAreNotTaken() {
        greeting(1);
        assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 9)).hasMessageContaining("version 3");
        for (long size : new long[] {-1, MOST + 1, 1L << 31, 1L << 32}) {
            greeting(3).size(1, size);
            assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 9)).hasMessageContaining("a frame of " + size);
        }
        greeting(3).frame(1 + 64, "room/lab");
        assertThatThrownBy(() -> to(Warden.Door.IN, LAB, 9)).hasMessageContaining("version 3");
    }
}
