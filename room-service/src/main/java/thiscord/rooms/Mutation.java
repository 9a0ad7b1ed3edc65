package thiscord.rooms;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Action;
import thiscord.protocol.directory.Standing;

/** One step of what lasts: decided by {@link RoomTable}, written by {@link RoomStore}, then applied to the table. */
sealed interface Mutation {
    <R> R accept(Visitor<R> visitor);

    /** The room that it is about, as it is then. */
    RoomRecord room();

    /** One method per kind. */
    interface Visitor<R> {
        R created(Created m);

        R deleted(Deleted m);

        R topicSet(TopicSet m);

        R joined(Joined m);

        R left(Left m);

        R ruled(Ruled m);

        R stood(Stood m);

        R expelled(Expelled m);

        R noted(Noted m);

        R invited(Invited m);
    }

    record Created(RoomRecord room) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.created(this);
        }
    }

    /** {@code expired} if its lifetime is over, else somebody deleted it. */
    record Deleted(RoomRecord room, boolean expired) implements Mutation {
        Deleted(RoomRecord room) {
            this(room, false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.deleted(this);
        }
    }

    record TopicSet(RoomRecord room, String topic) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.topicSet(this);
        }
    }

    /** A membership that lasts; {@code nick} as its owner wrote it. */
    record Joined(RoomRecord room, String nick) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.joined(this);
        }
    }

    /** The end of one; {@code nick} as it was when it began. */
    record Left(RoomRecord room, String nick) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.left(this);
        }
    }

    /**
     * Who finds the room and may come in, the lock, the slow mode or the end is as this record has it.
     *
     * @param what was decided; null for what nobody is told of
     */
    record Ruled(RoomRecord room, @Nullable Action what) implements Mutation {
        Ruled(RoomRecord room) {
            this(room, null);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ruled(this);
        }
    }

    /**
     * What is decided about somebody; the nick is as it was when it was decided first.
     *
     * @param what was decided; null for what nobody is told of
     */
    record Stood(
            RoomRecord room, Standing standing, @Nullable Action what) implements Mutation {
        Stood(RoomRecord room, Standing standing) {
            this(room, standing, null);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stood(this);
        }
    }

    /**
     * Somebody is to go; told, but nothing that lasts.
     *
     * @param text says to them who decided it and why
     * @param what was decided; null if another mutation says so
     * @param notice says it to those who stay, may be empty
     */
    record Expelled(
            RoomRecord room,
            String nick,
            String text,
            @Nullable Action what,
            String notice) implements Mutation {
        Expelled(RoomRecord room, String nick, String text) {
            this(room, nick, text, null, "");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.expelled(this);
        }
    }

    /**
     * Everybody in the room is told something; nothing that lasts.
     *
     * @param ends when the room ends, if that is what they are warned of, else 0
     */
    record Noted(RoomRecord room, String text, long ends) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.noted(this);
        }
    }

    /** Something became of an invitation; {@code nick} is who came by it, else empty. */
    record Invited(RoomRecord room, What what, StoredInvitation invitation, String nick) implements Mutation {
        /** What became of it. */
        enum What {
            MADE,
            REVOKED,
            REDEEMED
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.invited(this);
        }
    }
}
