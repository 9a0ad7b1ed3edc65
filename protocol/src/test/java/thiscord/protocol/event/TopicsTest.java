package thiscord.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static String wrong(String topic) {
        return Topics.wrong(topic.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTopicIsOneTo512BytesOfUtf8() {
        assertThat(wrong("room/café")).isNull();
        assertThat(wrong("x".repeat(512))).isNull();
        assertThat(wrong("")).contains("1 to 512");
        assertThat(wrong("é".repeat(257))).contains("514");
        assertThat(Topics.wrong(new byte[] {'a', (byte) 0xC0})).contains("UTF-8");
    }

    @Test
    void theNumberedLaneIsNotATopic() {
        assertThat(wrong("#room/lab")).contains("'#'");
        assertThat(wrong("room/#lab")).isNull();
    }
}
