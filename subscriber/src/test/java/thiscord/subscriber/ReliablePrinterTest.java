package thiscord.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import thiscord.cli.Address;

class ReliablePrinterTest {
    private static String line(boolean json, Numbered next) {
        Address any = Address.loopback(1);
        return new ReliablePrinter(any, any, List.of(), Beginning.NOW, null, json ? LineForm.JSON : LineForm.RAW)
                .line(next);
    }

    @Test
    void aGapIsALineOfItsOwn() {
        assertThat(line(false, new Numbered.Gap("room/\u001b[1m", 3, 7, "why")))
                .isEqualTo("[room/\\u001b[1m] ! events 3 to 7 are gone: why");
        assertThat(line(false, new Numbered.Gap("t", 3, 3, "why"))).isEqualTo("[t] ! event 3 is gone: why");
        assertThat(line(false, new Numbered.Gap(null, 0, 0, "why"))).isEqualTo("[*] ! events may be missing: why");
        assertThat(line(true, new Numbered.Gap("t", 3, 7, "why")))
                .isEqualTo("{\"gap\":{\"topic\":\"t\",\"from\":3,\"to\":7,\"why\":\"why\"}}");
        assertThat(line(true, new Numbered.Gap(null, 0, 0, "why")))
                .isEqualTo("{\"gap\":{\"from\":0,\"to\":0,\"why\":\"why\"}}");
    }

    @Test
    void anEventHasItsOffsetInJsonOnly() {
        Numbered.Event event = new Numbered.Event("t", 9, "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(line(false, event)).isEqualTo("[t] {}");
        assertThat(line(true, event)).isEqualTo("{\"offset\":9,\"topic\":\"t\",\"payload\":{}}");
        assertThat(line(false, new Numbered.Position("j", 1, Map.of()))).isNull();
    }
}
