package thiscord.rooms;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.RoomRules;
import thiscord.protocol.rules.Times;

/**
 * What people are told of a change, and what the audit log has of it.
 *
 * @param action as {@link thiscord.protocol.directory.AuditLine} has it; empty for what is not logged
 * @param about whom it is about; empty for nobody
 * @param notice for everybody in the room; empty for nothing
 * @param told for whom it is about, if not in the room; empty for nothing
 */
record Tiding(String action, String about, String notice, String told) {
    private static final Tiding NOTHING = new Tiding("", "", "", "");

    static Tiding of(Mutation mutation, Who by) {
        return mutation.accept(new Teller(by.nick()));
    }

    private static Tiding logged(String action) {
        return new Tiding(action, "", "", "");
    }

    private record Teller(String by) implements Mutation.Visitor<Tiding> {
        @Override
        public Tiding created(Mutation.Created m) {
            return logged("created");
        }

        @Override
        public Tiding deleted(Mutation.Deleted m) {
            return logged(m.expired() ? "expired" : "deleted");
        }

        @Override
        public Tiding topicSet(Mutation.TopicSet m) {
            return logged("topic");
        }

        @Override
        public Tiding joined(Mutation.Joined m) {
            return NOTHING;
        }

        @Override
        public Tiding left(Mutation.Left m) {
            return NOTHING;
        }

        @Override
        public Tiding ruled(Mutation.Ruled m) {
            Action what = m.what();
            return what == null ? NOTHING : new Tiding(what.wire(), "", by + " " + ruled(what, m.room()), "");
        }

        private static String ruled(Action what, RoomRecord room) {
            return switch (what) {
                case LOCK -> "locked it; only owners and moderators may come in.";
                case UNLOCK -> "unlocked it.";
                case SLOW ->
                    room.slowSeconds() == 0
                            ? "ended slow mode."
                            : "made it slow: one message in " + room.slowSeconds() + " s.";
                case ACCESS -> "made it " + inWords(room.access()) + ".";
                default ->
                    room.endsAt() == 0
                            ? "took its end away; it does not end by itself."
                            : "set its end to " + Times.minute(room.endsAt()) + "; all in it is erased then.";
            };
        }

        private static String inWords(Access access) {
            return switch (access) {
                case PUBLIC -> "public: everybody finds it and may come in";
                case UNLISTED -> "unlisted: who knows its name may come in";
                default -> "a room by invitation";
            };
        }

        @Override
        public Tiding stood(Mutation.Stood m) {
            Action what = m.what();
            if (what == null) {
                return NOTHING;
            }
            Standing now = m.standing();
            String who = now.nick();
            String room = m.room().name();
            if (RoomRules.isOfAddress(now)) {
                String notice = what == Action.BAN
                        ? "An address is banned " + RoomRules.inWords(now.ban())
                        : by + " ended the ban of an address.";
                return new Tiding(
                        what.wire(), RoomRules.readable(now).nick(), what == Action.BAN_ADDRESS ? "" : notice, "");
            }
            return switch (what) {
                case BAN -> both(m, "is", "are", "banned from " + room + " " + RoomRules.inWords(now.ban()));
                case MUTE -> both(m, "is", "are", "muted in " + room + " " + RoomRules.inWords(now.mute()));
                case UNBAN ->
                    new Tiding(
                            what.wire(),
                            who,
                            by + " ended the ban of " + who + ".",
                            by + " ended your ban; /join " + room + " enters it.");
                case UNMUTE ->
                    new Tiding(what.wire(), who, by + " lets " + who + " speak again.", by + " lets you speak again.");
                case INVITE ->
                    new Tiding(
                            what.wire(),
                            who,
                            by + " invited " + who + ".",
                            by + " invited you; /join " + room + " enters it.");
                default -> role(m, Role.ofWire(now.role()));
            };
        }

        private static Tiding both(Mutation.Stood m, String is, String are, String what) {
            String who = m.standing().nick();
            return new Tiding(wire(m.what()), who, who + " " + is + " " + what, "You " + are + " " + what);
        }

        private Tiding role(Mutation.Stood m, @Nullable Role role) {
            String who = m.standing().nick();
            return role == null
                    ? new Tiding(
                            wire(m.what()),
                            who,
                            by + " took the role of " + who + " away.",
                            by + " took your role away.")
                    : new Tiding(
                            wire(m.what()),
                            who,
                            by + " made " + who + " " + role.inWords() + ".",
                            by + " made you " + role.inWords() + ".");
        }

        private static String wire(@Nullable Action what) {
            return what == null ? "" : what.wire();
        }

        @Override
        public Tiding expelled(Mutation.Expelled m) {
            return new Tiding(wire(m.what()), m.nick(), m.notice(), "");
        }

        @Override
        public Tiding noted(Mutation.Noted m) {
            return new Tiding("", "", m.text(), "");
        }

        @Override
        public Tiding invited(Mutation.Invited m) {
            StoredInvitation one = m.invitation();
            return switch (m.what()) {
                case MADE -> new Tiding("invitation", one.label(), "", "");
                case REVOKED -> new Tiding("revoked", one.label(), "", "");
                default ->
                    new Tiding("redeemed", one.label(), m.nick() + " came by an invitation of " + one.by() + ".", "");
            };
        }
    }
}
