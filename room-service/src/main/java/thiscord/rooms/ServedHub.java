package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Presence;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;

/** A hub's session as it is exported; its number is the hub's in the table. */
final class ServedHub extends ServedSession implements HubSession {
    private final Directory.Follower follower = new Directory.Follower();

    ServedHub(Sessions sessions, Directory directory, long number, String who, String node) {
        super(sessions, directory, number, who, node);
    }

    @Override
    void released() {
        directory.ended(number, follower);
    }

    @Override
    Duration idleLimit(RoomLimits limits) {
        return limits.idleHub();
    }

    private static String person(String nick) throws Refused {
        @Nullable Refusal wrong = Names.checkNick(nick);
        if (wrong != null) {
            throw new Refused(wrong);
        }
        return nick;
    }

    @Override
    public RoomInfo find(String room) throws Refused {
        return call(() -> directory.describe(room).orThrow());
    }

    @Override
    public RoomInfo create(RoomSpec spec, String nick) throws Refused {
        return call(() -> directory.create(spec, person(nick)).orThrow());
    }

    @Override
    public List<RoomInfo> list(String after) throws Refused {
        return call(() -> directory.list(after));
    }

    @Override
    public RoomInfo setTopic(String room, String topic, String nick) throws Refused {
        return call(() -> directory.setTopic(room, topic, person(nick)).orThrow());
    }

    @Override
    public List<String> away(String room) throws Refused {
        return call(() -> directory.away(room).orThrow());
    }

    @Override
    public void report(List<Presence> changes) throws Refused {
        call(() -> directory.report(number, List.copyOf(changes)).orThrow());
    }

    @Override
    public Changes changes(long after, int waitMillis) throws Refused {
        return call(() -> directory.changes(follower, after, waitMillis));
    }

    @Override
    public void logout() {
        logoutNow();
    }
}
