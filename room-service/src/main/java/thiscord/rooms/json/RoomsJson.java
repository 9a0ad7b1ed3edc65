package thiscord.rooms.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.RoomInfo;

/** One JSON object a line for programs. Fields may be added, none is renamed. Stateless. */
public final class RoomsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RoomsJson() {}

    public static String room(RoomInfo room) {
        return line(JSON.createObjectNode()
                .put("room", room.name())
                .put("id", room.id())
                .put("members", room.members())
                .put("topic", room.topic())
                .put("keeps", room.keeps())
                .put("by", room.createdBy())
                .put("created", Instant.ofEpochMilli(room.createdAt()).toString()));
    }

    public static String member(MemberInfo member) {
        return line(JSON.createObjectNode()
                .put("nick", member.nick())
                .put("present", member.present())
                .put("lasting", member.lasting()));
    }

    /** Something was done to a room that it can not be shown by: {@code left}, {@code deleted}. */
    public static String done(String what, String room) {
        return line(JSON.createObjectNode().put("done", what).put("room", room));
    }

    private static String line(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
