package thiscord.rooms.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Standing;

/** One JSON object a line for programs. Fields may be added, none is renamed. Stateless. */
public final class RoomsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RoomsJson() {}

    public static String room(RoomInfo room) {
        ObjectNode node = JSON.createObjectNode()
                .put("room", room.name())
                .put("id", room.id())
                .put("members", room.members())
                .put("topic", room.topic())
                .put("keeps", room.keeps())
                .put("by", room.createdBy())
                .put("created", Instant.ofEpochMilli(room.createdAt()).toString())
                .put("access", room.access())
                .put("locked", room.locked())
                .put("slowSeconds", room.slowSeconds());
        if (room.endsAt() != 0) {
            node.put("ends", Instant.ofEpochMilli(room.endsAt()).toString());
        }
        return line(node);
    }

    /** {@code about} and {@code room} are there only if there is such. */
    public static String audit(AuditLine one) {
        ObjectNode node = JSON.createObjectNode()
                .put("number", one.number())
                .put("time", Instant.ofEpochMilli(one.at()).toString())
                .put("by", one.by())
                .put("from", one.from())
                .put("action", one.action())
                .put("roomId", one.roomId());
        optional(node, "room", one.room());
        optional(node, "about", one.about());
        return line(node);
    }

    private static void optional(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }

    public static String member(MemberInfo member) {
        return line(JSON.createObjectNode()
                .put("nick", member.nick())
                .put("present", member.present())
                .put("lasting", member.lasting())
                .put("role", member.role()));
    }

    /** A ban or mute is there only while it holds, {@code until} only if it ends by itself. */
    public static String standing(Standing standing) {
        ObjectNode node = JSON.createObjectNode().put("nick", standing.nick()).put("role", standing.role());
        restriction(node, "ban", standing.ban());
        restriction(node, "mute", standing.mute());
        return line(node);
    }

    public static String account(AccountInfo account) {
        ObjectNode node = JSON.createObjectNode()
                .put("account", account.name())
                .put("admin", account.admin())
                .put("disabled", account.disabled())
                .put("password", account.password())
                .put("created", Instant.ofEpochMilli(account.created()).toString());
        account.keys().forEach(node.putArray("keys")::add);
        return line(node);
    }

    /** {@code invitation} is the line, for who made it. */
    public static String invitation(InvitationInfo one, String line) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", one.id())
                .put("room", one.room())
                .put("role", one.role())
                .put("usesLeft", one.usesLeft())
                .put("expires", Instant.ofEpochMilli(one.expires()).toString())
                .put("by", one.by())
                .put("made", Instant.ofEpochMilli(one.made()).toString());
        optional(node, "invitation", line);
        return line(node);
    }

    public static String revoked(String room, long id) {
        return line(
                JSON.createObjectNode().put("done", "revoked").put("room", room).put("id", id));
    }

    /** Something was done to an account that it can not be shown by: {@code removed}. */
    public static String accountDone(String what, String account) {
        return line(JSON.createObjectNode().put("done", what).put("account", account));
    }

    private static void restriction(ObjectNode node, String name, Restriction one) {
        if (one.holds(System.currentTimeMillis())) {
            ObjectNode inner = node.putObject(name).put("by", one.by()).put("why", one.why());
            if (one.until() != Restriction.FOR_GOOD) {
                inner.put("until", Instant.ofEpochMilli(one.until()).toString());
            }
        }
    }

    /** Something was done to somebody in a room: {@code kicked}. */
    public static String done(String what, String room, String nick) {
        ObjectNode node = JSON.createObjectNode().put("done", what).put("room", room);
        optional(node, "nick", nick);
        return line(node);
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
