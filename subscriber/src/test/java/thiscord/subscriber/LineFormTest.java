package thiscord.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import thiscord.protocol.event.PlaneEvent;
import thiscord.protocol.json.CloudEventJson;

class LineFormTest {
    private static String line(LineForm form, String topic, String payload) {
        return form.of(topic, payload.getBytes(StandardCharsets.UTF_8), payload, "");
    }

    private static String readable(String topic, String type, Map<String, Object> data) {
        byte[] payload = CloudEventJson.write(new PlaneEvent(topic, type, "/hub/n", "1", 0, data));
        return line(LineForm.READABLE, topic, new String(payload, StandardCharsets.UTF_8));
    }

    @Test
    void whatPeopleSayAndDoIsReadAsItIsSaid() {
        assertThat(readable("room/lab", "room.message", Map.of("from", "ann", "text", "hello")))
                .isEqualTo("room/lab  ann: hello");
        assertThat(readable("room/lab", "room.message", Map.of("from", "ann", "text", "waves", "action", true)))
                .isEqualTo("room/lab  * ann waves");
        assertThat(readable("room/lab", "room.joined", Map.of("nick", "ann"))).isEqualTo("room/lab  ann joined");
        assertThat(readable("room/lab", "room.created", Map.of("by", "ann", "topic", "build")))
                .isEqualTo("room/lab  created by ann: build");
        assertThat(readable("room/lab", "room.deleted", Map.of("by", "", "expired", true)))
                .isEqualTo("room/lab  ended");
        assertThat(readable("room/lab", "room.ending", Map.of("endsAt", 86_400_000L)))
                .isEqualTo("room/lab  ends at 1970-01-02T00:00:00Z");
        assertThat(readable("user/ann", "user.login", Map.of("nick", "ann"))).isEqualTo("user/ann  logged in");
        assertThat(readable("health/hub", "health", Map.of("sessions", 3))).isEqualTo("health/hub  health sessions=3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"text\":\"The door is open\"}|a  The door is open",
                "{\"open\":true}|a  {\"open\":true}",
                "not json|a  not json",
                "{\"type\":\"thiscord.room.message\"}|a  : ",
                "{\"type\":\"thiscord.room.ending\",\"data\":{\"endsAt\":\"x\"}}|a  ends at x"
            })
    void whatIsNotOursIsItsTextOrItself(String payload, String line) {
        assertThat(line(LineForm.READABLE, "a", payload).strip()).isEqualTo(line.strip());
    }

    @Test
    void nothingDrivesTheTerminal() {
        assertThat(readable("room/lab", "room.message", Map.of("from", "ann", "text", "a\u001b[31mb\nc")))
                .doesNotContain("\u001b")
                .doesNotContain("\n");
    }

    @Test
    void programsGetWhatTheyGotUnlessTheyAskForAnother() {
        assertThat(LineForm.chosen(false, false, false)).isEqualTo(LineForm.RAW);
        assertThat(LineForm.chosen(false, false, true)).isEqualTo(LineForm.READABLE);
        assertThat(line(LineForm.RAW, "a", "1")).isEqualTo("[a] 1");
        assertThat(line(LineForm.JSON, "a", "1")).isEqualTo("{\"topic\":\"a\",\"payload\":1}");
    }
}
