package thiscord.rooms;

import thiscord.protocol.Reason;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.rooms.people.People;

/** An administrator's session over all rooms as it is exported: an owner of each, and nobody in any. */
final class ServedOverseer extends ServedPerson {
    private final ServedPeople admin;

    /** @param by what stands in the place of a nick; see {@link thiscord.protocol.rules.RoomRules#isAdministrator} */
    ServedOverseer(
            Sessions sessions,
            Directory directory,
            People people,
            long number,
            String address,
            ServedPeople admin,
            String by) {
        super(sessions, directory, people, number, by + "@" + address, address, by);
        this.admin = admin;
    }

    @Override
    boolean isProven() {
        return true;
    }

    @Override
    <T> T call(Guard.Call<T> body) throws Refused {
        return super.call(() -> {
            admin.checkStill();
            return body.run();
        });
    }

    private static Refused nobody() {
        return new Refused(
                Reason.NOT_ALLOWED,
                "An administrator decides about rooms and is in none; do that under a nick, without --admin.");
    }

    @Override
    public RoomInfo create(RoomSpec spec) throws Refused {
        throw nobody();
    }

    @Override
    public RoomInfo join(String room) throws Refused {
        throw nobody();
    }

    @Override
    public void leave(String room) throws Refused {
        throw nobody();
    }

    @Override
    public Admission register(String password) throws Refused {
        throw nobody();
    }
}
