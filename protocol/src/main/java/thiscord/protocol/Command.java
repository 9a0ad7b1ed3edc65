package thiscord.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a session asks of the hub: a closed set, the same for every dialect. A null room means the session's current
 * room. Names and texts are as the peer wrote them; the hub checks them.
 */
public sealed interface Command {
    /** The longest {@link #id}, in UTF-16 units. */
    int MAX_ID_CHARS = 128;

    /** The {@code id} that the peer gave, to be repeated in the answer, or null. */
    default @Nullable String id() {
        return null;
    }

    <R> R accept(Visitor<R> visitor);

    /**
     * Opens a JSON session; in any dialect, logs in. Its text has no secret.
     *
     * @param nick the nick to wear; of an account, its name
     * @param password of the account, or null
     * @param ticket of the account, or null
     * @param key the public key with which the account will answer a challenge, or null
     * @param invitation the secret of an {@link thiscord.protocol.people.Invitation} to take up, or null
     * @param resume the resume secret of the session of that nick, which ends, if it is still there; empty to be given one
     *     in the welcome; null to be given none
     */
    record Hello(
            String nick,
            @Nullable String password,
            @Nullable String ticket,
            @Nullable String key,
            @Nullable String invitation,
            @Nullable String resume,
            @Nullable String id)
            implements Command {
        /** Without a resume secret. */
        public Hello(
                String nick,
                @Nullable String password,
                @Nullable String ticket,
                @Nullable String key,
                @Nullable String invitation,
                @Nullable String id) {
            this(nick, password, ticket, key, invitation, null, id);
        }

        /** A guest's. */
        public Hello(String nick, @Nullable String id) {
            this(nick, null, null, null, null, id);
        }

        /** Without an invitation. */
        public Hello(
                String nick,
                @Nullable String password,
                @Nullable String ticket,
                @Nullable String key,
                @Nullable String id) {
            this(nick, password, ticket, key, null, id);
        }

        /** The same that takes up an invitation too, unless that is null. */
        public Hello invited(@Nullable String secret) {
            return new Hello(nick, password, ticket, key, secret, resume, id);
        }

        /** The same with a resume secret, or an empty one to be given one. */
        public Hello resuming(String secret) {
            return new Hello(nick, password, ticket, key, invitation, secret, id);
        }

        @Override
        public String toString() {
            return "Hello[" + nick + "]";
        }

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.hello(this);
        }
    }

    /** Answers the challenge to a key: {@link thiscord.protocol.people.LoginProof}. */
    record Proof(String signature, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.proof(this);
        }
    }

    /** Makes the nick that is worn an account. Its text has no secret. */
    record Register(String password, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.register(this);
        }

        @Override
        public String toString() {
            return "Register[]";
        }
    }

    /** Takes another nick. */
    record Nick(String nick, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.nick(this);
        }
    }

    /** Makes a room. A null {@code keeps} means the server's default. Does not join it. */
    record Create(
            String room, @Nullable String keeps, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.create(this);
        }
    }

    /**
     * Enters a room.
     *
     * @param after the last seq that the peer has read: what came since is replayed; or {@link #NONE}
     * @param epoch the epoch in which {@code after} was counted, or null if not known
     * @param last without {@code after}, how many of the newest messages to replay, 0 to {@link History#MOST}
     */
    record Join(
            String room,
            long after,
            @Nullable String epoch,
            int last,
            @Nullable String id) implements Command {
        /** No {@code after} was given. */
        public static final long NONE = -1;

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.join(this);
        }
    }

    /** Leaves a room. */
    record Leave(@Nullable String room, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.leave(this);
        }
    }

    /** Says a text, or does an action ({@code /me}), in a room. */
    record Say(
            @Nullable String room,
            String text,
            boolean action,
            @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.say(this);
        }
    }

    /** Says a text to one nick. */
    record Msg(String to, String text, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.msg(this);
        }
    }

    /** Asks who is in a room. */
    record Who(@Nullable String room, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.who(this);
        }
    }

    /** Asks for the rooms whose key is after {@code after}, in order. */
    record Rooms(String after, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.rooms(this);
        }
    }

    /** Reads (null {@code topic}) or sets a room's topic. */
    record Topic(
            @Nullable String room,
            @Nullable String topic,
            @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.topic(this);
        }
    }

    /**
     * Asks for up to {@code limit} messages with a seq below {@code before}, oldest first.
     *
     * @param before {@link Long#MAX_VALUE} for the newest
     * @param limit 1 to {@link #MOST}
     */
    record History(
            @Nullable String room,
            long before,
            int limit,
            @Nullable String id) implements Command {
        /** The most messages that can be asked for. */
        public static final int MOST = 1000;

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.history(this);
        }
    }

    /** Reads (null {@code text}) or writes a room's board; an empty text wipes it. */
    record Board(
            @Nullable String room,
            @Nullable String text,
            @Nullable String id) implements Command {
        /** The longest text in bytes of UTF-8. */
        public static final int MOST_BYTES = 4096;

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.board(this);
        }
    }

    /** Says an expression and what it comes to in a room. */
    record Calc(
            @Nullable String room, String text, @Nullable String id) implements Command {
        /** The longest expression, in UTF-16 units. */
        public static final int MOST_CHARS = 500;

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.calc(this);
        }
    }

    /**
     * Takes up an invitation for the nick that is worn. Its text has no secret.
     *
     * @param invitation the secret of a {@link thiscord.protocol.people.Invitation}
     */
    record Redeem(String invitation, @Nullable String id) implements Command {
        @Override
        public String toString() {
            return "Redeem[]";
        }

        @Override
        public <R> R accept(Visitor<R> v) {
            return v.redeem(this);
        }
    }

    /**
     * Decides something about a room or somebody in it, or asks what is decided.
     *
     * @param about a nick, or an address; empty if it is about nobody
     * @param value what the action needs, as it was written; may be empty
     * @param why for people to read, may be empty
     */
    record Moderate(
            Action action,
            @Nullable String room,
            String about,
            String value,
            String why,
            @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.moderate(this);
        }
    }

    /** Asks for a pong. */
    record Ping(@Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.ping(this);
        }
    }

    /** Asks for the list of commands. */
    record Help(@Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.help(this);
        }
    }

    /** Ends the session. */
    record Quit() implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.quit(this);
        }
    }

    /** A line that is not a command: refused with what is wrong with it. */
    record Malformed(Refusal refusal, @Nullable String id) implements Command {
        @Override
        public <R> R accept(Visitor<R> v) {
            return v.malformed(this);
        }
    }

    /** One method a command. */
    interface Visitor<R> {
        R hello(Hello c);

        R proof(Proof c);

        R register(Register c);

        R nick(Nick c);

        R create(Create c);

        R join(Join c);

        R leave(Leave c);

        R say(Say c);

        R msg(Msg c);

        R who(Who c);

        R rooms(Rooms c);

        R topic(Topic c);

        R history(History c);

        R board(Board c);

        R calc(Calc c);

        R redeem(Redeem c);

        R moderate(Moderate c);

        R ping(Ping c);

        R help(Help c);

        R quit(Quit c);

        R malformed(Malformed c);
    }
}
