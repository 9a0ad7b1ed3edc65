package thiscord.hub.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.people.PeopleCopy;
import thiscord.hub.room.ActiveRooms;
import thiscord.protocol.Limits;

/**
 * What all sessions of a hub share. Its parts are thread-safe.
 *
 * @param server the hub's name, told in welcome
 * @param openRooms true if joining a room that does not exist makes it
 * @param mail null if nothing waits for who is away
 * @param people who has an account
 * @param directs what was said directly of late
 * @param flushAfter how long a text peer may pause in a line before it is taken as ended; zero: only as {@link LinePause} says
 */
public record Lobby(
        String server,
        Limits limits,
        Fairness fairness,
        boolean openRooms,
        Duration flushAfter,
        Nicks nicks,
        ActiveRooms rooms,
        RoomDirectory directory,
        RoomLooks looks,
        SessionObserver observer,
        Tally tally,
        @Nullable MailDesk mail,
        PeopleCopy people,
        DirectOnce directs) {}
