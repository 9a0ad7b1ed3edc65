package thiscord.rooms;

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
}
