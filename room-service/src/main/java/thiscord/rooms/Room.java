package thiscord.rooms;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;
import thiscord.protocol.rules.SlowMode;

/** A room in the table, with its members by the key of their nick. Owned by the table. */
final class Room {
    /** Somebody who is a lasting member, or present at hubs, or both. */
    static final class Member {
        private final String nick;
        private boolean lasting;
        private final Set<Long> hubs = new HashSet<>(2);

        Member(String nick) {
            this.nick = nick;
        }

        String nick() {
            return nick;
        }

        boolean lasting() {
            return lasting;
        }

        boolean present() {
            return !hubs.isEmpty();
        }

        MemberInfo info(Role role) {
            return new MemberInfo(nick, present(), lasting, role.wire());
        }
    }

    private RoomRecord record;
    private RoomRules rules;
    private final TreeMap<String, Member> members = new TreeMap<>();
    private final SlowMode slow = new SlowMode();

    Room(RoomRecord record) {
        this.record = record;
        this.rules = RoomRules.of(new Rules(info(), List.of()));
    }

    RoomRecord record() {
        return record;
    }

    TreeMap<String, Member> members() {
        return members;
    }

    RoomInfo info() {
        return new RoomInfo(
                record.id(),
                record.name(),
                record.topic(),
                record.keeps().toString(),
                record.createdBy(),
                record.createdAt(),
                members.size(),
                record.access().wire(),
                record.locked(),
                record.slowSeconds(),
                record.endsAt());
    }

    /** Members that are at no hub. */
    List<String> away() {
        return members.values().stream()
                .filter(one -> !one.present())
                .map(Member::nick)
                .toList();
    }

    List<MemberInfo> memberInfos() {
        return members.values().stream()
                .map(member -> member.info(rules.role(member.nick())))
                .toList();
    }

    RoomRules rules() {
        return rules;
    }

    /** Why a nick has to wait with what reaches those in the room, or null; then it has done so. */
    @Nullable
    Refusal slowed(String nick, long now) {
        Refusal wait = slow.waiting(rules, nick, now);
        if (wait == null) {
            slow.spoke(rules, nick, now);
        }
        return wait;
    }

    void ruled(RoomRecord now) {
        record = now;
        rules = rules.with(info());
    }

    void stood(Standing standing) {
        rules = rules.with(standing);
    }

    void topic(String topic) {
        record = record.withTopic(topic);
    }

    void lasting(String key, String nick) {
        members.computeIfAbsent(key, k -> new Member(nick)).lasting = true;
    }

    void passing(String key) {
        Member member = members.get(key);
        if (member != null) {
            member.lasting = false;
            dropIfNothing(key, member);
        }
    }

    void came(String key, String nick, long hub) {
        members.computeIfAbsent(key, k -> new Member(nick)).hubs.add(hub);
    }

    void went(String key, long hub) {
        Member member = members.get(key);
        if (member != null) {
            member.hubs.remove(hub);
            dropIfNothing(key, member);
        }
    }

    private void dropIfNothing(String key, Member member) {
        if (!member.lasting && member.hubs.isEmpty()) {
            members.remove(key);
        }
    }
}
