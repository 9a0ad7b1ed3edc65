package thiscord.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why something was refused: the closed list that peers may rely on. On the wire a reason is its {@link #wire()} name,
 * lower case with dashes. New reasons may be added, none is renamed. {@code docs/PROTOCOL.md} prints this list.
 */
public enum Reason {
    NO_SUCH_ROOM("the room does not exist"),
    NOT_IN_ROOM("you are not in that room"),
    ROOM_EXISTS("a room of that name exists"),
    ROOM_FULL("the room has as many members as it may have"),
    TOO_MANY_ROOMS("you are in, or the server has, as many rooms as allowed"),
    BAD_ROOM_NAME("not a room name"),
    BAD_NICK("not a nick"),
    NICK_IN_USE("somebody is wearing that nick"),
    NICK_REGISTERED("that nick, or one that looks like it, belongs to an account"),
    BAD_LOGIN("the name, the password, the key or the ticket is wrong"),
    BAD_INVITATION("the invitation is wrong, revoked, expired or used up"),
    NO_SUCH_NICK("nobody of that nick is here"),
    NOT_READING("that nick does not read what it is sent"),
    MAIL_FULL("as much waits for that nick, or for all, as may"),
    HELLO_FIRST("a JSON session starts with hello"),
    TEXT_TOO_LONG("the text is longer than the limit"),
    LINE_TOO_LONG("the line is longer than the limit"),
    INVALID_UTF8("the bytes are not UTF-8"),
    UNKNOWN_COMMAND("no command of that name"),
    NOT_JSON("the line is not a JSON object"),
    BAD_FIELD("a field is missing, of the wrong type or out of range"),
    TOO_MANY_SESSIONS("the server, or your address, has as many sessions as allowed"),
    TOO_FAST("you send faster than allowed"),
    NOT_ALLOWED("you lack the right"),
    ROOMS_UNAVAILABLE("the room service does not answer"),
    LOG_UNAVAILABLE("what is said in rooms that keep history cannot be stored, or read, just now"),
    LOG_BUSY("more is said, or read, than the log can take"),
    LOG_FULL("a room, all rooms, or the disk keep as much as they may"),
    PROCESSOR_UNAVAILABLE("a processor that the messages of the room have to pass does not answer"),
    SESSION_ENDED("the session with the room service has ended; log in again"),
    NODE_IN_USE("another hub is logged in under that node name"),
    NOT_SUPPORTED("this server does not offer that"),
    SHUTTING_DOWN("the server is stopping"),
    INTERNAL("the server failed; its log says more");

    private static final Map<String, Reason> BY_WIRE =
            Stream.of(values()).collect(Collectors.toMap(Reason::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** The name on the wire, e.g. {@code no-such-room}. */
    public String wire() {
        return wire;
    }

    /** A few words for the docs. */
    public String meaning() {
        return meaning;
    }

    /** The reason of that wire name, or null if this version knows none. */
    public static @Nullable Reason ofWire(String wire) {
        return BY_WIRE.get(wire);
    }
}
