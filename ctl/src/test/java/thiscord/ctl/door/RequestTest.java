package thiscord.ctl.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("echo", Command.of(Map.of("text", String.class), Answer::of));
        COMMANDS.put("kick", Command.of(Map.of("session", Long.class), Answer::of));
        COMMANDS.put("pair", Command.of(Map.of("room", String.class, "form", String.class), Answer::of));
        COMMANDS.put("plain", Command.plain(given -> Answer.of(Map.of("done", true))));
        COMMANDS.put("broken", Command.plain(given -> {
            throw new IllegalStateException("secret");
        }));
        COMMANDS.put("huge", Command.plain(given -> Answer.of(Map.of("text", "x".repeat(Frames.MOST_OUT)))));
    }

    private static String answer(String request) {
        return new String(
                Request.asked(request.getBytes(StandardCharsets.UTF_8), COMMANDS)
                        .carriedOut(new Visit())
                        .bytes(),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"id\":7,\"command\":\"echo\",\"text\":\"é\"} | {\"id\":7,\"ok\":true,\"text\":\"é\"}",
                "{\"id\":\"a\",\"command\":\"plain\"} | {\"id\":\"a\",\"ok\":true,\"done\":true}",
                "{\"command\":\"kick\",\"session\":3} | {\"ok\":true,\"session\":3}"
            })
    void aGoodRequestIsAnsweredUnderItsId(String request, String answer) {
        assertThat(answer(request)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'id':1,'cmd':'echo','data':'x'} | {'id':1,'ok':true,'echo':'x'}",
                "{'id':'u','cmd':'echo','data':{'a':[1]}} | {'id':'u','ok':true,'echo':{'a':[1]}}",
                "{'cmd':'echo','text':'x'} | {'ok':true,'echo':'x'}",
                "{'cmd':'kick','data':3} | {'ok':true,'session':3}",
                "{'cmd':'pair','data':{'room':'a','form':'text'}} | {'ok':true,'room':'a','form':'text'}",
                "{'cmd':'plain','data':''} | {'ok':true,'done':true}",
                "{'cmd':'plain','data':null} | {'ok':true,'done':true}",
            })
    void cmdAndDataAreTakenForCommandAndItsArguments(String request, String answer) {
        assertThat(sorted(answer(request.replace('\'', '"')))).isEqualTo(sorted(answer.replace('\'', '"')));
    }

    private static String sorted(String json) {
        return json.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'cmd':'no','id':4} | unknown_command",
                "{'cmd':5} | bad_request",
                "{'cmd':'echo'} | bad_request",
                "{'cmd':'kick','data':'x'} | bad_request",
                "{'cmd':'kick','data':{'session':3}} | bad_request",
                "{'cmd':'plain','data':'x'} | bad_request",
                "{'cmd':'plain','command':'plain'} | bad_request",
                "{'cmd':'echo','data':'x','more':1} | bad_request",
            })
    void aWrongRequestByCmdIsRefusedLikeAnyOther(String request, String error) {
        assertThat(answer(request.replace('\'', '"'))).contains("\"ok\":false", "\"error\":\"" + error + "\"");
    }

    @Test
    void anAnswerHasTheInnerLengthOfItsRequestInTheSameByteOrder() {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            for (String request : List.of("{\"cmd\":\"plain\"}", "{\"command\":\"none\"}", "garbage")) {
                byte[] json = request.getBytes(StandardCharsets.UTF_8);
                byte[] frame = ByteBuffer.allocate(4 + json.length)
                        .order(order)
                        .putInt(json.length)
                        .put(json)
                        .array();
                for (Request.Reply reply : List.of(
                        Request.asked(frame, COMMANDS).carriedOut(new Visit()),
                        Request.asked(frame, COMMANDS).busy(),
                        Request.busy(frame))) {
                    ByteBuffer answer = ByteBuffer.wrap(reply.bytes()).order(order);
                    assertThat(answer.getInt()).isEqualTo(answer.remaining());
                    assertThat(StandardCharsets.UTF_8.decode(answer).toString())
                            .startsWith("{")
                            .endsWith("}");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | bad_json",
                "garbage | bad_json",
                "null | bad_json",
                "[] | bad_json",
                "{} {} | bad_json",
                "{\"command\":\"plain\",\"command\":\"plain\"} | bad_json",
                "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]] | bad_json",
                "{} | bad_request",
                "{\"command\":1} | bad_request",
                "{\"id\":null,\"command\":\"plain\"} | bad_request",
                "{\"id\":1.5,\"command\":\"plain\"} | bad_request",
                "{\"command\":\"plain\",\"text\":\"x\"} | bad_request",
                "{\"command\":\"echo\"} | bad_request",
                "{\"command\":\"echo\",\"text\":5} | bad_request",
                "{\"command\":\"echo\",\"text\":\"x\",\"more\":1} | bad_request",
                "{\"command\":\"kick\",\"session\":\"3\"} | bad_request",
                "{\"command\":\"kick\",\"session\":1e3} | bad_request",
                "{\"command\":\"fly\"} | unknown_command",
                "{\"command\":\"broken\"} | failed",
                "{\"command\":\"huge\"} | too_large"
            })
    void aWrongRequestIsRefusedWithOneWord(String request, String error) {
        assertThat(answer(request))
                .contains("\"ok\":false", "\"error\":\"" + error + "\"")
                .doesNotContain("secret");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] bytes = {'{', (byte) 0xff, '}'};

        assertThat(new String(
                        Request.asked(bytes, COMMANDS).carriedOut(new Visit()).bytes(), StandardCharsets.UTF_8))
                .contains("bad_json");
    }

    @Test
    void onlyTheOwnerAndRootMayEnter(@TempDir Path folder) throws Exception {
        Peers peers = Peers.ownersOf(folder);
        UserPrincipal stranger = () -> "stranger";
        UserPrincipal root = () -> "root";

        assertThat(peers.mayEnter(Files.getOwner(folder))).isTrue();
        assertThat(peers.mayEnter(root)).isTrue();
        assertThat(peers.mayEnter(stranger)).isFalse();
    }

    @Test
    void aPathLongerThanTheSystemTakesIsToldBefore() {
        assertThat(Door.impossible(Path.of("/tmp/" + "x".repeat(110)))).contains("a shorter data folder");
        assertThat(Door.impossible(Path.of("/tmp/x"))).isNull();
    }
}
