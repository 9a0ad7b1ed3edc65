package thiscord.protocol.event;

import java.util.Map;

/**
 * Something that happened, before it is written as a CloudEvent 1.0.
 *
 * @param topic where it is published, see {@link Topics}
 * @param type the CloudEvents type without its prefix {@code thiscord.}: {@code room.message}, {@code room.created},
 *     {@code room.deleted}, {@code room.topic}, {@code room.joined}, {@code room.left}, {@code user.login},
 *     {@code user.logout}, {@code health}
 * @param source the CloudEvents source: {@code /hub/NODE} or {@code /rooms/NODE}
 * @param id unique within the source
 * @param at milliseconds since 1970 UTC
 * @param data the payload: values are String, Number, Boolean, and Map, Iterable and arrays of these; others go as their text
 */
public record PlaneEvent(String topic, String type, String source, String id, long at, Map<String, Object> data) {}
