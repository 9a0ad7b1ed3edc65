package thiscord.rooms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.TimeSpan;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.Rules;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.AddressRange;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.Times;

/**
 * What people write to have something decided, turned into what {@link Moderation} decides, and the line that confirms it.
 * Not thread-safe: used where the table may be.
 */
final class Decisions {
    private static final String SLOW = "A slow room has a time like 10s or 5m between two messages; 0 ends it.";

    private final RoomTable table;
    private final Moderation moderation;

    Decisions(RoomTable table, Moderation moderation) {
        this.table = table;
        this.moderation = moderation;
    }

    /** What is to be stored; nothing for what is as it should be, or was only asked for. */
    Answer<List<Mutation>> decide(Decision d, long now) {
        Action action = Action.ofWire(d.action());
        if (action == null) {
            return Answer.refused(Reason.NOT_SUPPORTED, "This room service does not know '" + d.action() + "'.");
        }
        String room = d.room();
        String by = d.by();
        return switch (action) {
            case KICK -> moderation.kick(room, d.about(), d.why(), by, now);
            case BAN -> ban(d, now);
            case BAN_ADDRESS -> banAddress(d, AddressRange.of(d.address()), now);
            case UNBAN -> unban(d, now);
            case MUTE -> until(d, now).then(until -> moderation.mute(room, d.about(), until, d.why(), by, now));
            case UNMUTE -> moderation.mute(room, d.about(), 0, "", by, now);
            case LOCK -> moderation.lock(room, true, by, now);
            case UNLOCK -> moderation.lock(room, false, by, now);
            case SLOW -> slow(d, now);
            case ROLE -> moderation.role(room, d.about(), d.value().equals("none") ? "" : d.value(), by, now);
            case INVITE -> moderation.role(room, d.about(), Role.MEMBER.wire(), Action.INVITE, by, now);
            case ACCESS -> moderation.access(room, d.value(), by, now);
            case LEASE ->
                d.value().isEmpty()
                        ? table.openTo(room, by, now).map(open -> List.of())
                        : moderation.lease(room, d.value(), by, now);
            case DELETE -> table.delete(room, by).map(List::of);
            case ROLES -> table.openTo(room, by, now).map(open -> List.of());
        };
    }

    private Answer<List<Mutation>> ban(Decision d, long now) {
        AddressRange range = AddressRange.parse(d.about());
        return until(d, now)
                .then(until -> range == null
                        ? moderation.ban(d.room(), d.about(), until, d.why(), d.by(), now)
                        : moderation.banAddress(d.room(), "", range, until, d.why(), d.by(), now));
    }

    private Answer<List<Mutation>> banAddress(Decision d, @Nullable AddressRange range, long now) {
        return range == null
                ? Answer.refused(
                        Reason.NO_SUCH_NICK,
                        "It is not known where '" + PeerText.shown(d.about()) + "' comes from; ban an address like"
                                + " 192.0.2.0/24.")
                : until(d, now)
                        .then(until -> moderation.banAddress(d.room(), d.about(), range, until, d.why(), d.by(), now));
    }

    private Answer<List<Mutation>> unban(Decision d, long now) {
        AddressRange range = AddressRange.parse(d.about());
        return range == null
                ? moderation.ban(d.room(), d.about(), 0, "", d.by(), now)
                : moderation.banAddress(d.room(), "", range, 0, "", d.by(), now);
    }

    private static Answer<Long> until(Decision d, long now) {
        long until = Times.until(d.value(), now);
        return until <= now
                ? Answer.refused(Reason.BAD_FIELD, "Until when is " + Times.FORM + ", in the future; or nothing.")
                : Answer.of(until);
    }

    private Answer<List<Mutation>> slow(Decision d, long now) {
        Duration time = TimeSpan.seconds(d.value());
        if (time == null && !d.value().equals("0")) {
            return Answer.refused(Reason.BAD_FIELD, SLOW);
        }
        long seconds = time == null ? 0 : Math.min(Integer.MAX_VALUE, time.toSeconds());
        return moderation.slow(d.room(), (int) seconds, d.by(), now);
    }

    /** The answer to whoever decided it, once it is stored. */
    Answer<Decided> confirm(Decision d, List<Mutation> done, long now) {
        boolean noticed = done.stream()
                .anyMatch(one -> one instanceof Mutation.Deleted
                        || !Tiding.of(one, new Who(d.by(), "")).notice().isEmpty());
        if (d.action().equals(Action.DELETE.wire())) {
            return Answer.of(new Decided(List.of("'" + d.room() + "' is deleted, with all that was in it."), noticed));
        }
        return table.rulesFor(d.room(), d.by()).map(rules -> new Decided(lines(d, rules, done, now), noticed));
    }

    private static List<String> lines(Decision d, Rules rules, List<Mutation> done, long now) {
        Action action = Action.ofWire(d.action());
        if (action == Action.ROLES) {
            List<String> all = new ArrayList<>();
            all.add(RoomsText.rules(rules.room()));
            rules.standings().forEach(one -> all.add(RoomsText.standing(one, now)));
            return all;
        }
        String room = rules.room().name();
        if (action == Action.KICK) {
            return List.of("'" + d.about() + "' is taken out of '" + room + "'.");
        }
        if (action == Action.LEASE && done.stream().anyMatch(Mutation.Noted.class::isInstance)) {
            return List.of("Its owners are asked.");
        }
        if (d.about().isEmpty()) {
            return List.of(RoomsText.rules(rules.room()));
        }
        AddressRange range = action == Action.BAN_ADDRESS ? null : AddressRange.parse(d.about());
        String about = range == null ? d.about() : range.toString();
        return List.of(rules.standings().stream()
                .filter(one -> Names.key(one.nick()).equals(Names.key(about)))
                .findFirst()
                .map(one -> RoomsText.standing(one, now))
                .orElse(RoomsText.standing(Standing.none(about), now)));
    }
}
