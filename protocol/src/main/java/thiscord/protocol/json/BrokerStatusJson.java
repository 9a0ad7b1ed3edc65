package thiscord.protocol.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.event.BrokerStatus;

/** A {@link BrokerStatus} as one JSON object in UTF-8, with the names of its components. Thread-safe. */
public final class BrokerStatusJson {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private BrokerStatusJson() {}

    public static byte[] write(BrokerStatus status) {
        try {
            return MAPPER.writeValueAsBytes(status);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status is always JSON", e);
        }
    }

    /** Null if it is none. */
    public static @Nullable BrokerStatus read(byte[] json) {
        try {
            return MAPPER.readValue(json, BrokerStatus.class);
        } catch (IOException e) {
            return null;
        }
    }
}
