package thiscord.hub.directory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import thiscord.hub.room.RoomCard;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Decided;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.PeopleInfo;

/**
 * Which rooms there are, as the hub asks it. Any thread; never blocks. Each stage is completed normally, on a thread of
 * the directory's, within its deadline: with a value or a refusal (rooms-unavailable when nobody answers).
 */
public interface RoomDirectory extends AutoCloseable {
    /** The room of that name, else no-such-room. */
    CompletionStage<Answer<RoomCard>> find(String name);

    /** The same, on a way of its own: people at the hub who ask a lot do not hold it up. */
    CompletionStage<Answer<RoomCard>> findAnew(String name);

    /** Makes a room; {@code keeps} empty means the default. */
    CompletionStage<Answer<RoomCard>> create(String name, String keeps, String nick);

    /** A page of all rooms whose key is after the one given, in order; empty at the end. */
    CompletionStage<Answer<List<RoomCard>>> list(String after);

    /** The same of the rooms that somebody may know of. */
    CompletionStage<Answer<List<RoomCard>>> listFor(String after, String nick);

    /** Which rooms these are, see {@link thiscord.protocol.directory.HubSession#house}. */
    CompletionStage<Answer<String>> house();

    /** Sets a room's topic. */
    CompletionStage<Answer<RoomCard>> setTopic(String room, String topic, String nick);

    /** Carries out what somebody decides about a room, on a way of its own: a slow answer holds up no other question. */
    CompletionStage<Answer<Decided>> decide(Decision decision);

    /** Members who are not connected to any hub. */
    CompletionStage<Answer<List<String>>> away(String room);

    /** Tells that somebody came to, or went from, a room here; {@code meant} if by leaving. */
    void report(String room, String nick, boolean here, boolean meant);

    /**
     * Lets an account in.
     *
     * @param address where it comes from
     */
    default CompletionStage<Answer<Admission>> login(Credential credential, String address) {
        return noAccounts();
    }

    /** A nonce for a login with a key. */
    default CompletionStage<Answer<String>> challenge(String name, String publicKey) {
        return noAccounts();
    }

    /** Makes a guest's nick an account. */
    default CompletionStage<Answer<Admission>> register(String nick, String password, String address) {
        return noAccounts();
    }

    /**
     * Takes up an invitation; answers with the name of its room.
     *
     * @param stranger true if nothing else lets that nick in
     */
    default CompletionStage<Answer<String>> redeem(String secret, String nick, String address, boolean stranger) {
        return CompletableFuture.completedFuture(
                Answer.refused(Reason.BAD_INVITATION, "Without a room service there are no invitations."));
    }

    private static <T> CompletionStage<Answer<T>> noAccounts() {
        return CompletableFuture.completedFuture(
                Answer.refused(Reason.NOT_SUPPORTED, "Without a room service there are no accounts."));
    }

    /** Begins to tell what others change. Called once, before the first session. */
    void follow(Follower follower);

    /** True once what it tells a follower first was told; false once it is known that this takes longer. */
    default CompletionStage<Boolean> begun() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    void close();

    /** Hears what changed in the directory otherwise than through this hub. On a thread of the directory's. */
    interface Follower {
        /**
         * What the hub keeps of it is erased if that is of the same house.
         *
         * @param house of which it was, see {@link thiscord.protocol.directory.HubSession#house}
         * @param id the room's; a later room of that name has another
         * @param why for people who are in it; may be empty
         */
        void deleted(String house, String room, long id, String why);

        void topic(String room, String topic, String by);

        /** Became a member otherwise. */
        void joined(String room, String nick);

        /** Ceased to be one. */
        void left(String room, String nick);

        /** Its rules changed, or what is decided about people in it: it is to be looked up anew. */
        void ruled(String room);

        /** Was kicked or banned; {@code why} says by whom. */
        void expelled(String room, String nick, String why);

        /** Everybody in the room is to be told something that somebody did, or the service if {@code by} is empty. */
        void notice(String room, String text, String by);

        /** One person is to be told something about a room, unless in it. */
        void told(String room, String nick, String text);

        /** All accounts, and how people are let in; told again after changes were missed. */
        void people(PeopleInfo info, List<AccountState> all);

        /** Accounts that were made, changed or removed, in order. */
        void accounts(List<Change> changes);

        /** Changes may have been missed: every open room is to be looked up anew. */
        void lost();
    }
}
