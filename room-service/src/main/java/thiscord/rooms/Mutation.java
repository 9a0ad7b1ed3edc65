package thiscord.rooms;

import thiscord.protocol.directory.Standing;

/** One step of what lasts: decided by {@link RoomTable}, written by {@link RoomStore}, then applied to the table. */
sealed interface Mutation {
    <R> R accept(Visitor<R> visitor);

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
    }

    record Created(RoomRecord room) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.created(this);
        }
    }

    record Deleted(RoomRecord room) implements Mutation {
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

    /** Who finds the room and may come in, the lock or the slow mode is as this record has it. */
    record Ruled(RoomRecord room) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ruled(this);
        }
    }

    /** What is decided about somebody; the nick is as it was when it was decided first. */
    record Stood(RoomRecord room, Standing standing) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stood(this);
        }
    }

    /** Somebody is to go; told, but nothing that lasts. {@code text} says who decided it and why. */
    record Expelled(RoomRecord room, String nick, String text) implements Mutation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.expelled(this);
        }
    }
}
