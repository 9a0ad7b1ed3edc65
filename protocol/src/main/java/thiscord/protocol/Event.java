package thiscord.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hub tells a session: a closed set, the same for every dialect. {@code id} repeats the one of the command
 * that it answers, or is null.
 */
public sealed interface Event {
    <R> R accept(EventVisitor<R> visitor);

    /**
     * A room as the list of rooms shows it.
     *
     * @param members how many are connected and in it
     * @param topic its first {@link #MAX_TOPIC_CHARS} UTF-16 units, with {@code …} if that is not all
     */
    record RoomLine(String room, int members, String topic, Keeps keeps) {
        /** How much of a topic a list of rooms shows. */
        public static final int MAX_TOPIC_CHARS = 200;

        public RoomLine {
            topic = Utf8.shortened(topic, MAX_TOPIC_CHARS);
        }
    }

    /**
     * A JSON session is open; in any dialect, an account is logged in. Its text has no secret.
     *
     * @param account the account that is logged in, or null for a guest
     * @param ticket what it may show in place of a password until {@code expires} (milliseconds since 1970 UTC), or null
     * @param resume what a later hello may show to end this session, or null
     */
    record Welcome(
            String nick,
            String server,
            Limits limits,
            @Nullable String account,
            @Nullable String ticket,
            long expires,
            @Nullable String resume,
            @Nullable String id)
            implements Event {
        /** A guest's. */
        public Welcome(String nick, String server, Limits limits, @Nullable String id) {
            this(nick, server, limits, null, null, 0, null, id);
        }

        @Override
        public String toString() {
            return "Welcome[" + nick + " on " + server + ", account " + account + "]";
        }

        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.welcome(this);
        }
    }

    /** What the key of a {@code hello} has to sign, within a minute; answered by a proof. */
    record Challenge(String nonce, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.challenge(this);
        }
    }

    /**
     * You are in a room. Replay, if asked for, follows.
     *
     * @param epoch changes when the room's numbering starts anew; a seq means nothing under another epoch
     * @param seq the room's newest seq, 0 if nothing was said
     * @param members some of the nicks here, at most {@link #MAX_MEMBERS_LISTED}
     * @param count how many are here
     * @param ends when the room ends and is erased, in milliseconds since 1970 UTC; 0 if it does not end by itself
     */
    record Joined(
            String room,
            String epoch,
            long seq,
            List<String> members,
            int count,
            String topic,
            Keeps keeps,
            long ends,
            @Nullable String id)
            implements Event {
        /** Of a room that does not end by itself. */
        public Joined(
                String room,
                String epoch,
                long seq,
                List<String> members,
                int count,
                String topic,
                Keeps keeps,
                @Nullable String id) {
            this(room, epoch, seq, members, count, topic, keeps, 0, id);
        }

        /** How many nicks {@code joined} and {@code members} name at the most. */
        public static final int MAX_MEMBERS_LISTED = 100;

        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.joined(this);
        }
    }

    /**
     * You are out of a room.
     *
     * @param why null if you left, else what happened
     */
    record Left(String room, @Nullable String why, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.left(this);
        }
    }

    /**
     * Others came or went; merged into one event when there are many.
     *
     * @param joined nicks that came, at most {@link Joined#MAX_MEMBERS_LISTED}
     * @param left nicks that went, likewise
     * @param more how many came or went unnamed
     * @param count how many are here now
     */
    record Presence(String room, List<String> joined, List<String> left, int more, int count) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.presence(this);
        }
    }

    /**
     * Somebody, perhaps you, wears another nick.
     *
     * @param room where it is seen; null when it is your own
     */
    record Renamed(
            @Nullable String room,
            String from,
            String to,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.renamed(this);
        }
    }

    /**
     * A message of a room.
     *
     * @param seq 1, 2, 3 … in the room's order
     * @param at when it was numbered, in milliseconds since 1970 UTC
     * @param id what the sender called it, or null
     * @param replay true if it is read from the log and not live
     */
    record Message(
            String room,
            long seq,
            String from,
            boolean action,
            String text,
            long at,
            @Nullable String id,
            boolean replay)
            implements Event {
        /** The same, marked as read from the log. */
        public Message replayed() {
            return replay ? this : new Message(room, seq, from, action, text, at, id, true);
        }

        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.message(this);
        }
    }

    /**
     * A message from one nick to another; the sender gets it too, as the receipt.
     *
     * @param waits true in the receipt of one that was stored until the other comes
     * @param mail 0 for one that is given at once; else the number under which it waited, the same if it comes twice
     */
    record Direct(
            String from,
            String to,
            String text,
            long at,
            @Nullable String id,
            boolean waits,
            long mail) implements Event {
        /** One that is given at once. */
        public Direct(String from, String to, String text, long at, @Nullable String id) {
            this(from, to, text, at, id, false, 0);
        }

        /** The receipt that says that it waits. */
        public Direct waiting() {
            return new Direct(from, to, text, at, id, true, mail);
        }

        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.direct(this);
        }
    }

    /**
     * A message of a room in which the nick was mentioned while nobody wore it.
     *
     * @param said as the room has it
     * @param mail the number under which this waited, the same if it comes twice
     */
    record Mention(Message said, long mail) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.mention(this);
        }
    }

    /** What a room is about; {@code by} set it just now, and is null when it is only told. */
    record Topic(
            String room,
            String topic,
            @Nullable String by,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.topic(this);
        }
    }

    /**
     * What stands on a room's board.
     *
     * @param text perhaps of several lines; empty if nothing does
     * @param by who wrote it, or null if nothing stands there
     * @param at when, in milliseconds since 1970 UTC; 0 if nothing stands there
     */
    record Board(
            String room,
            String text,
            @Nullable String by,
            long at,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.board(this);
        }
    }

    /**
     * Who is in a room.
     *
     * @param here connected members, at most {@link Joined#MAX_MEMBERS_LISTED}
     * @param away members who are not connected, likewise
     * @param count how many are here
     */
    record Members(
            String room,
            List<String> here,
            List<String> away,
            int count,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.members(this);
        }
    }

    /**
     * A page of the list of rooms.
     *
     * @param more true if there are rooms after the last one
     */
    record Rooms(
            List<RoomLine> rooms, boolean more, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.rooms(this);
        }
    }

    /**
     * The end of an answer to {@code history}; its messages came before, marked as replay.
     *
     * @param from the first seq that came, or 0
     * @param to the last seq that came, or 0
     * @param more true if older messages are kept
     */
    record History(
            String room,
            long from,
            long to,
            boolean more,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.history(this);
        }
    }

    /** A room was made, at your request. */
    record Created(String room, Keeps keeps, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.created(this);
        }
    }

    /**
     * You read too slowly; from here on you are read from the log, and more follows by itself.
     *
     * @param by how many messages wait
     */
    record Behind(String room, long by) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.behind(this);
        }
    }

    /**
     * Messages that are gone and will not come.
     *
     * @param from the first of them
     * @param to the last of them
     */
    record Missed(String room, long from, long to) implements Event {
        /** How many. */
        public long missed() {
            return to - from + 1;
        }

        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.missed(this);
        }
    }

    /** What people are to know; {@code room} is null if it is about none, {@code by} if nobody did it. */
    record Notice(
            @Nullable String room,
            String text,
            @Nullable String by,
            @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.notice(this);
        }
    }

    /** The answer to ping. */
    record Pong(@Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.pong(this);
        }
    }

    /** The list of commands. */
    record Help(List<String> lines, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.help(this);
        }
    }

    /** A line given back, as it came, to a text session that is in no room. */
    record Echo(String text) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.echo(this);
        }
    }

    /** Something was refused. */
    record Refused(Refusal refusal, @Nullable String id) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.refused(this);
        }
    }

    /** The session ends; nothing follows. */
    record Bye(String why) implements Event {
        @Override
        public <R> R accept(EventVisitor<R> v) {
            return v.bye(this);
        }
    }
}
