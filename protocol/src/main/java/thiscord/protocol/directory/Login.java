package thiscord.protocol.directory;

import java.io.Serializable;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who logs in.
 *
 * @param protocol the peer's {@link RoomService#PROTOCOL}
 * @param nick a person's nick, or a hub's node name; at most 100 UTF-16 units
 * @param instance of a hub: unique to this run of it, so that it can be told from another of that name, see
 *     {@link #instanceOf}; of a person, and of hubs that speak protocol 1, empty. At most 100 UTF-16 units
 */
public record Login(int protocol, String nick, String instance) implements Serializable {
    private static final Pattern PROCESS = Pattern.compile("p([0-9]{1,10})-");

    public Login {
        nick = Text.checked(nick, 100);
        instance = Text.checked(instance, 100);
    }

    /** An instance that tells a service on the same machine which process it is, so that it can see whether that is gone. */
    public static String instanceOf(long pid) {
        return "p" + pid + "-" + UUID.randomUUID();
    }

    /** The process of a hub's instance, or -1 if it does not tell. */
    public long pid() {
        Matcher process = PROCESS.matcher(instance);
        return process.lookingAt() ? Long.parseLong(process.group(1)) : -1;
    }

    /** A person's. */
    public Login(int protocol, String nick) {
        this(protocol, nick, "");
    }

    /** A person's, in this version of the protocol. */
    public static Login guest(String nick) {
        return new Login(RoomService.PROTOCOL, nick);
    }
}
