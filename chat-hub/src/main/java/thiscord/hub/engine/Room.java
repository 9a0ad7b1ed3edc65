package thiscord.hub.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;
import thiscord.protocol.Keeps;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/**
 * One room: its order, its members, its topic. Each method answers with the event for whoever asked; what all members
 * hear goes to {@code everyone}, before the one who comes is among them and after the one who goes is not. Not
 * thread-safe: one owner.
 */
public final class Room {
    /** Up to this many members each coming and going is told at once; beyond, in batches at {@link #tick}. */
    public static final int PRESENCE_AT_ONCE = 50;

    private final String name;
    private final Keeps keeps;
    private final int maxMembers;
    private final Consumer<Event> everyone;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final PresenceBatch batch = new PresenceBatch();
    private final Once once = new Once();
    private String epoch;
    private String topic;
    private long ends;
    private long given;
    private long last;

    /**
     * @param epoch changes when the numbering starts anew
     * @param last the newest seq so far, 0 for none
     */
    public Room(
            String name, String epoch, Keeps keeps, String topic, long last, int maxMembers, Consumer<Event> everyone) {
        this.name = name;
        this.epoch = epoch;
        this.keeps = keeps;
        this.topic = topic;
        this.given = last;
        this.last = last;
        this.maxMembers = maxMembers;
        this.everyone = everyone;
    }

    public String name() {
        return name;
    }

    /** Changes when the numbering starts anew. */
    public String epoch() {
        return epoch;
    }

    /** The newest seq that is stored; nobody is told of a newer one. */
    public long last() {
        return last;
    }

    /** The newest seq that was given; above {@link #last} while messages wait to be stored. */
    public long given() {
        return given;
    }

    /** Goes on with a numbering that has come to {@code newest}. To be called before anybody is in. */
    public void resume(String sameEpoch, long newest) {
        epoch = sameEpoch;
        given = newest;
        last = newest;
    }

    /** Takes note of a message that was stored before, oldest first. */
    public void remember(Event.Message message) {
        if (message.id() != null) {
            once.add(message.from(), message.id(), message.seq(), message.at());
        }
    }

    /** All that was given a seq up to this one is stored. */
    public void stored(long seq) {
        last = seq;
    }

    /** What was given a seq and is not stored never will be; its seqs are given again. */
    public void notStored() {
        given = last;
        once.forgetAfter(last);
    }

    /** The seq that this member's message of that id was given, or 0 if there is none. */
    public long said(Member member, @Nullable String id) {
        Once.Said before = id == null || !member.in() ? null : once.find(member.nick(), id);
        return before == null ? 0 : before.seq();
    }

    /** How many are in. */
    public int size() {
        return members.size();
    }

    /** Takes a member in: {@code joined}, or refused with room-full. */
    public Event join(Member member, @Nullable String id) {
        if (members.size() >= maxMembers) {
            return refused(Reason.ROOM_FULL, name + " has " + maxMembers + " members, which is the most.", id);
        }
        presence(member.nick(), true);
        members.put(Names.key(member.nick()), member);
        member.enter();
        return describe(id);
    }

    /** What a member is told at the door. */
    public Event describe(@Nullable String id) {
        return new Event.Joined(name, epoch, last, here(), members.size(), topic, keeps, ends, id);
    }

    /** When the room ends, in milliseconds since 1970; 0 if it does not by itself. Told at the door. */
    public void ends(long at) {
        ends = at;
    }

    /** Tells everyone something; {@code by} is who did it, or empty. */
    public void notice(String text, String by) {
        everyone.accept(new Event.Notice(name, text, by.isEmpty() ? null : by, null));
    }

    /** Lets a member out. Does nothing if it is not in. */
    public void leave(Member member) {
        if (member.in()) {
            members.remove(Names.key(member.nick()), member);
            member.exit();
            presence(member.nick(), false);
        }
    }

    /** Numbers what a member says: a message for everyone, once it is {@link #stored}; or refused. */
    public Event say(Member member, String text, boolean action, long now, @Nullable String id) {
        if (!member.in()) {
            return refused(Reason.NOT_IN_ROOM, "You are not in " + name + ". /join " + name + " enters it.", id);
        }
        given++;
        if (id != null) {
            once.add(member.nick(), id, given, now);
        }
        return new Event.Message(name, given, member.nick(), action, text, now, id, false);
    }

    /** Numbers what nobody in the room says, but a program of the house under a name that is no nick. */
    public Event.Message reply(String from, String text, long now) {
        given++;
        return new Event.Message(name, given, from, false, text, now, null, false);
    }

    /** A member wears another nick from now on. */
    public void rename(Member member, String to) {
        if (member.in()) {
            String from = member.nick();
            members.remove(Names.key(from), member);
            member.rename(to);
            members.put(Names.key(to), member);
            everyone.accept(new Event.Renamed(name, from, to, null));
        }
    }

    /** Who is here. */
    public Event who(List<String> away, @Nullable String id) {
        List<String> absent = new ArrayList<>();
        for (String nick : away) {
            if (!members.containsKey(Names.key(nick)) && absent.size() < Event.Joined.MAX_MEMBERS_LISTED) {
                absent.add(nick);
            }
        }
        return new Event.Members(name, here(), absent, members.size(), id);
    }

    /** What the room is about. */
    public Event topic(@Nullable String id) {
        return new Event.Topic(name, topic, null, id);
    }

    /** Sets the topic and tells everyone; false if it is that already, then nobody is told. */
    public boolean topic(String to, String by) {
        if (topic.equals(to)) {
            return false;
        }
        topic = to;
        everyone.accept(new Event.Topic(name, to, by, null));
        return true;
    }

    /** The member of that nick, or null. */
    public @Nullable Member find(String nick) {
        return members.get(Names.key(nick));
    }

    /** True if {@link #tick} has something to tell. */
    public boolean pendingPresence() {
        return !batch.isEmpty();
    }

    /** Tells the comings and goings that were gathered. Called a few times a second while there are some. */
    public void tick() {
        if (!batch.isEmpty()) {
            everyone.accept(batch.take(name, members.size()));
        }
    }

    private void presence(String nick, boolean came) {
        if (members.size() >= PRESENCE_AT_ONCE || !batch.isEmpty()) {
            batch.add(nick, came);
        } else if (!members.isEmpty()) {
            int count = members.size() + (came ? 1 : 0);
            List<String> one = List.of(nick);
            everyone.accept(new Event.Presence(name, came ? one : List.of(), came ? List.of() : one, 0, count));
        }
    }

    private List<String> here() {
        List<String> some = new ArrayList<>(Math.min(members.size(), Event.Joined.MAX_MEMBERS_LISTED));
        for (Member m : members.values()) {
            if (some.size() == Event.Joined.MAX_MEMBERS_LISTED) {
                break;
            }
            some.add(m.nick());
        }
        return some;
    }

    private static Event refused(Reason reason, String text, @Nullable String id) {
        return new Event.Refused(new Refusal(reason, text), id);
    }
}
