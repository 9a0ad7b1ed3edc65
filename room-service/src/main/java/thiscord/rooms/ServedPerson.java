package thiscord.rooms;

import java.time.Duration;
import java.util.List;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.AddressKey;
import thiscord.protocol.rules.RoomRules;
import thiscord.rooms.people.People;

/** A person's session as it is exported. */
sealed class ServedPerson extends ServedSession implements PersonSession permits ServedAccount, ServedOverseer {
    final People people;
    final String address;
    /** By what its address is counted. */
    final String from;

    ServedPerson(
            Sessions sessions,
            Directory directory,
            People people,
            long number,
            String who,
            String address,
            String nick) {
        super(sessions, directory, number, who, nick);
        this.people = people;
        this.address = address;
        this.from = AddressKey.of(address);
    }

    @Override
    void released() {
        // A person holds nothing that could outlive the session.
    }

    @Override
    Duration idleLimit(RoomLimits limits) {
        return limits.idlePerson();
    }

    /** True if an account logged in. */
    boolean isAccount() {
        return false;
    }

    private Who me() {
        return new Who(nick, Sessions.peer(), isAccount());
    }

    @Override
    public RoomInfo create(RoomSpec spec) throws Refused {
        // Whoever creates a room is its first member.
        return call(() -> directory
                .create(spec, me())
                .then(made -> directory.join(made.name(), me()))
                .orThrow());
    }

    @Override
    public RoomInfo describe(String room) throws Refused {
        return call(() -> directory.describe(room, nick).orThrow());
    }

    @Override
    public List<RoomInfo> list(String after) throws Refused {
        return call(() -> {
            if (after.isEmpty()) {
                directory.activity.listed(me());
            }
            return directory.listFor(after, nick);
        });
    }

    @Override
    public RoomInfo join(String room) throws Refused {
        return call(() -> directory.join(room, me()).orThrow());
    }

    @Override
    public void leave(String room) throws Refused {
        call(() -> directory.leave(room, me()).orThrow());
    }

    @Override
    public List<MemberInfo> members(String room) throws Refused {
        return call(() -> directory.members(room, nick).orThrow());
    }

    @Override
    public RoomInfo setTopic(String room, String topic) throws Refused {
        return call(() -> directory.setTopic(room, topic, me()).orThrow());
    }

    @Override
    public void delete(String room) throws Refused {
        call(() -> directory.delete(room, me()).orThrow());
    }

    private Standing decided(String room, String about, Directory.Deciding deciding) throws Refused {
        return call(() -> directory
                .decide(room, me(), deciding)
                .map(rules -> RoomRules.of(rules).standing(about))
                .orThrow());
    }

    private RoomInfo decided(String room, Directory.Deciding deciding) throws Refused {
        return call(
                () -> directory.decide(room, me(), deciding).map(Rules::room).orThrow());
    }

    @Override
    public Standing setRole(String room, String other, String role) throws Refused {
        return decided(room, other, (moderation, now) -> moderation.role(room, other, role, nick, now));
    }

    @Override
    public void kick(String room, String other, String why) throws Refused {
        decided(room, (moderation, now) -> moderation.kick(room, other, why, nick, now));
    }

    @Override
    public Standing ban(String room, String other, long until, String why) throws Refused {
        return decided(room, other, (moderation, now) -> moderation.ban(room, other, until, why, nick, now));
    }

    @Override
    public Standing mute(String room, String other, long until, String why) throws Refused {
        return decided(room, other, (moderation, now) -> moderation.mute(room, other, until, why, nick, now));
    }

    @Override
    public RoomInfo setAccess(String room, String access) throws Refused {
        return decided(room, (moderation, now) -> moderation.access(room, access, nick, now));
    }

    @Override
    public RoomInfo setLocked(String room, boolean locked) throws Refused {
        return decided(room, (moderation, now) -> moderation.lock(room, locked, nick, now));
    }

    @Override
    public RoomInfo setSlow(String room, int seconds) throws Refused {
        return decided(room, (moderation, now) -> moderation.slow(room, seconds, nick, now));
    }

    @Override
    public Rules rules(String room) throws Refused {
        return call(() -> directory.rules(room, nick).orThrow());
    }

    @Override
    public Admission register(String password) throws Refused {
        return call(() -> people.admission(people.register(nick, password, address)));
    }

    @Override
    public Decided decide(Decision d) throws Refused {
        // Whose session it is decides, and where somebody else comes from only a hub knows.
        Decision own = new Decision(d.action(), d.room(), nick, d.about(), d.value(), d.why(), "", "");
        return call(() -> directory.decide(own, Sessions.peer()).orThrow());
    }

    @Override
    public List<AuditLine> audit(String room, long before, long since) throws Refused {
        return call(() -> directory.audit(room, nick, before, since).orThrow());
    }

    @Override
    public InvitationInfo makeInvitation(String room, String role, int uses, long expires) throws Refused {
        return call(() -> directory
                .makeInvitation(new Inviting.Wanted(room, role, uses, expires), me())
                .orThrow());
    }

    @Override
    public List<InvitationInfo> invitations(String room) throws Refused {
        return call(() -> directory.invitations(room, nick).orThrow());
    }

    @Override
    public void revokeInvitation(String room, long id) throws Refused {
        call(() -> directory.revokeInvitation(room, id, me()).orThrow());
    }

    @Override
    public void logout() {
        logoutNow();
    }
}
