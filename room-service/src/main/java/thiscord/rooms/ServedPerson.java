package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;

/** A person's session as it is exported. */
final class ServedPerson extends ServedSession implements PersonSession {
    ServedPerson(Sessions sessions, Directory directory, long number, String who, String nick) {
        super(sessions, directory, number, who, nick);
    }

    @Override
    void released() {
        // A person holds nothing that could outlive the session.
    }

    @Override
    Duration idleLimit(RoomLimits limits) {
        return limits.idlePerson();
    }

    @Override
    public RoomInfo create(RoomSpec spec) throws Refused {
        return call(() -> directory.create(spec, nick).orThrow());
    }

    @Override
    public RoomInfo describe(String room) throws Refused {
        return call(() -> directory.describe(room).orThrow());
    }

    @Override
    public List<RoomInfo> list(String after) throws Refused {
        return call(() -> directory.list(after));
    }

    @Override
    public RoomInfo join(String room) throws Refused {
        return call(() -> directory.join(room, nick).orThrow());
    }

    @Override
    public void leave(String room) throws Refused {
        call(() -> directory.leave(room, nick).orThrow());
    }

    @Override
    public List<MemberInfo> members(String room) throws Refused {
        return call(() -> directory.members(room).orThrow());
    }

    @Override
    public RoomInfo setTopic(String room, String topic) throws Refused {
        return call(() -> directory.setTopic(room, topic, nick).orThrow());
    }

    @Override
    public void delete(String room) throws Refused {
        call(() -> directory.delete(room, nick).orThrow());
    }

    @Override
    public void logout() {
        logoutNow();
    }
}
