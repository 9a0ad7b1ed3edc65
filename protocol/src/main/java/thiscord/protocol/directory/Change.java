package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Something that a hub has to know.
 *
 * @param version 1, 2, 3 … of this service instance
 * @param kind {@link #CREATED}, {@link #DELETED}, {@link #TOPIC}, {@link #JOINED}, {@link #LEFT}, {@link #RULED},
 *     {@link #EXPELLED}, {@link #NOTICE}, {@link #TOLD}, {@link #ACCOUNT} or {@link #NO_ACCOUNT}; others are ignored
 * @param room the room's name
 * @param roomId its id; for an account the id of that
 * @param nick who did it; for joined, left and expelled, who became or ceased to be a member; for told, whom it is for
 * @param text the new topic; for an account its generation, with a minus before it if it is disabled; for expelled,
 *     notice and told one line for people to read; for deleted why the room ended; else empty
 */
public record Change(long version, String kind, String room, long roomId, String nick, String text)
        implements Serializable {
    public static final String CREATED = "created";
    public static final String DELETED = "deleted";
    public static final String TOPIC = "topic";
    /** Became a member over RMI; a hub at which the nick is connected takes it into the room. */
    public static final String JOINED = "joined";
    /** Ceased to be a member over RMI; a hub at which the nick is in the room takes it out. */
    public static final String LEFT = "left";
    /** A rule of the room changed, or what is decided about somebody in it; a hub that has it open asks for its rules. */
    public static final String RULED = "ruled";
    /** Was kicked or banned; a hub at which the nick is in the room takes it out and says why. */
    public static final String EXPELLED = "expelled";
    /** Everybody who is in the room is told something. */
    public static final String NOTICE = "notice";
    /** One person is told something about the room, if that person is here but not in it. */
    public static final String TOLD = "told";

    /** An account was made or changed; {@code nick} is its name and there is no room. */
    public static final String ACCOUNT = "account";
    /** An account was removed. */
    public static final String NO_ACCOUNT = "no-account";

    public Change {
        kind = Text.checked(kind, 40);
        room = Text.checked(room, 200);
        nick = Text.checked(nick, 200);
        text = Text.checked(text, 4000);
    }
}
