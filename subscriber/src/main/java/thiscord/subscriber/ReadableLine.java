package thiscord.subscriber;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import thiscord.protocol.json.PayloadJson;
import thiscord.subscriber.sink.Printable;

/** An event as a person reads it: the topic, and what happened. Of events that are not ThisCord's own, their text or payload. */
final class ReadableLine {
    private static final String OWN = "thiscord.";

    private ReadableLine() {}

    /** One line without anything that a terminal obeys. */
    static String of(String topic, byte[] payload) {
        Map<String, String> values = PayloadJson.values(payload);
        String what = values.getOrDefault("type", "").startsWith(OWN) ? own(values) : values.get("text");
        return Printable.line(topic + "  " + (what == null ? new String(payload, StandardCharsets.UTF_8) : what));
    }

    private static String own(Map<String, String> values) {
        String type = values.getOrDefault("type", "").substring(OWN.length());
        String by = values.getOrDefault("data.by", "");
        String nick = values.getOrDefault("data.nick", "");
        String byWhom = by.isEmpty() ? "" : " by " + by;
        return switch (type) {
            case "room.message" -> message(values);
            case "room.joined" -> nick + " joined";
            case "room.left" -> nick + " left";
            case "room.created" -> "created" + byWhom + topic(values);
            case "room.deleted" -> by.isEmpty() ? "ended" : "deleted" + byWhom;
            case "room.topic" -> "topic set" + byWhom + topic(values);
            case "room.expelled" -> nick + " was removed" + byWhom;
            case "room.ending" -> "ends at " + time(values.getOrDefault("data.endsAt", ""));
            case "user.login" -> "logged in";
            case "user.logout" -> "logged out";
            default ->
                type + " "
                        + values.entrySet().stream()
                                .filter(one -> one.getKey().startsWith("data."))
                                .map(one -> one.getKey().substring("data.".length()) + "=" + one.getValue())
                                .collect(Collectors.joining(" "));
        };
    }

    private static String message(Map<String, String> values) {
        String from = values.getOrDefault("data.from", "");
        String text = values.getOrDefault("data.text", "");
        return values.getOrDefault("data.action", "").equals("true") ? "* " + from + " " + text : from + ": " + text;
    }

    private static String topic(Map<String, String> values) {
        String topic = values.getOrDefault("data.topic", "");
        return topic.isEmpty() ? "" : ": " + topic;
    }

    private static String time(String millis) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(millis))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (NumberFormatException | DateTimeException notOne) {
            return millis;
        }
    }
}
