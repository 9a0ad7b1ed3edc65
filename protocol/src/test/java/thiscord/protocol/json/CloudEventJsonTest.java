package thiscord.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import thiscord.protocol.event.PlaneEvent;

class CloudEventJsonTest {
    private static String data(Map<String, Object> data) {
        byte[] json = CloudEventJson.write(new PlaneEvent("health/n", "health", "/hub/n", "1", 0, data));
        assertThat(PayloadJson.wrong(json)).isNull();
        String text = new String(json, StandardCharsets.UTF_8);
        return text.substring(text.indexOf("\"data\":") + "\"data\":".length(), text.length() - 1);
    }

    @Test
    void nestedValuesAreJsonAndNotTheTextOfJava() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("rebuffs", new TreeMap<>(Map.of("idle", 0L, "full \"x\"", 2L)));
        data.put("list", Arrays.asList("a", 1, true, null, List.of(), Map.of("deep", List.of(1.5))));
        data.put("array", new long[] {1, 2});
        data.put("large", new BigInteger("123456789012345678901234567890"));
        data.put("infinite", Double.POSITIVE_INFINITY);
        data.put("empty", Map.of());
        data.put("word", Thread.State.NEW);
        data.put("absent", null);
        data.put("last", "ä");

        assertThat(data(data))
                .isEqualTo("{\"rebuffs\":{\"full \\\"x\\\"\":2,\"idle\":0},"
                        + "\"list\":[\"a\",1,true,null,[],{\"deep\":[1.5]}],\"array\":[1,2],"
                        + "\"large\":123456789012345678901234567890,\"infinite\":null,\"empty\":{},"
                        + "\"word\":\"NEW\",\"last\":\"ä\"}");
    }

    @Test
    void whatIsNestedWithoutEndEnds() {
        List<Object> deep = new ArrayList<>();
        deep.add(deep);

        assertThat(data(Map.of("deep", deep))).contains("[null]");
    }
}
