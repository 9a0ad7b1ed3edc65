package thiscord.hub.session;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountState;

/** The nick that a session wears. Lives on the session's loop. */
final class Identity {
    private final Session session;
    private final Lobby lobby;
    private @Nullable String nick;
    /** What let the session in, if it is an account's. */
    private volatile @Nullable Entry entry;

    private boolean registering;
    /** The nick under which an invitation lets it in as a guest; empty if none does. */
    private String invited = "";

    Identity(Session session, Lobby lobby) {
        this.session = session;
        this.lobby = lobby;
    }

    /** The nick, or null before one was taken. */
    @Nullable
    String nick() {
        return nick;
    }

    /** The nick; if none was taken yet, a guest's. */
    String nickOrGuest() {
        String name = session.ended() && nick == null ? "guest" + session.id() : nick;
        for (int again = 0; name == null; again++) {
            String guest = "guest" + session.id() + (again == 0 ? "" : "-" + again);
            name = lobby.people().taken(guest) == null && claim(guest, null) == null ? nick : null;
        }
        return name;
    }

    /** An invitation lets it in as a guest of that nick, and of no other. */
    void invited(String as) {
        invited = Names.key(as);
    }

    /** Why a guest could not take that nick now, whether guests are let in or not; null if one could. */
    @Nullable
    Refusal inTheWay(String wanted) {
        Refusal wrong = Names.checkNewNick(wanted);
        if (wrong == null) {
            wrong = lobby.people().taken(wanted);
        }
        Session other = wrong == null ? lobby.nicks().find(wanted) : null;
        return other == null || other == session ? wrong : inUse(wanted);
    }

    private static Refusal inUse(String wanted) {
        return new Refusal(Reason.NICK_IN_USE, "Somebody is '" + wanted + "' already; take another nick.");
    }

    /** As what an account came in; a later generation ends it. */
    record Entry(String account, long generation) {
        boolean isOf(String other) {
            return Names.key(account).equals(Names.key(other));
        }
    }

    /** True if it is the account of that nick. */
    boolean isAccount(String other) {
        Entry now = entry;
        return now != null && now.isOf(other);
    }

    /** True if it is some account. Any thread. */
    boolean isAnyAccount() {
        return entry != null;
    }

    /** Takes a nick: null if it was free, else why not; its account's is worn as it is registered. The one before is kept until {@link #settled}. */
    @Nullable
    Refusal take(String wanted) {
        Entry own = isAccount(wanted) ? entry : null;
        Refusal wrong = own == null ? Names.checkNewNick(wanted) : null;
        if (wrong == null && own == null) {
            wrong = lobby.people().taken(wanted);
        }
        if (wrong == null && own == null && !invited.equals(Names.key(wanted))) {
            wrong = lobby.people().guest(session.isLocal());
        }
        if (wrong == null) {
            wrong = claim(own == null ? wanted : own.account(), own);
        }
        if (wrong == null && own == null) {
            entry = null;
        }
        return wrong;
    }

    /** Takes the nick of an account that was let in, as it is registered: in other letters it may look like another. */
    @Nullable
    Refusal take(Entry admitted) {
        Refusal wrong = claim(admitted.account(), admitted);
        if (wrong == null) {
            entry = admitted;
        }
        return wrong;
    }

    /** From now until {@link #registered} the session itself makes its nick an account. */
    void registering() {
        registering = true;
    }

    /** @param admitted null if it did not come about */
    void registered(@Nullable Entry admitted) {
        registering = false;
        if (admitted != null) {
            entry = admitted;
        }
    }

    /**
     * Why the session may not go on under its nick, as accounts are now; null if it may.
     *
     * @param known true if an account that is not known here is none; false for one that may just have been made
     */
    @Nullable
    String isVoid(boolean known) {
        AccountState state = nick == null || registering ? null : lobby.people().find(nick);
        if (nick == null || registering) {
            return null;
        }
        Entry in = entry;
        if (in == null) {
            return state == null
                    ? null
                    : "The nick '" + nick + "' belongs to an account now; log in to it, or take another.";
        }
        boolean gone = state == null ? known : state.disabled() || state.generation() > in.generation();
        return gone ? "Your account was changed; log in again." : null;
    }

    /** @param own as what account it takes the nick; null for a guest's */
    private @Nullable Refusal claim(String wanted, @Nullable Entry own) {
        if (session.ended()) {
            return new Refusal(Reason.SESSION_ENDED, "The connection has ended.");
        }
        String inTheWay = lobby.nicks().claim(wanted, session);
        if (inTheWay != null) {
            return Names.key(inTheWay).equals(Names.key(wanted))
                    ? inUse(wanted)
                    : new Refusal(
                            Reason.NICK_IN_USE,
                            "'" + wanted + "' looks like '" + inTheWay + "', who is here; take another nick.");
        }
        // An account may have been made since that was looked at, and told to those alone who wore nicks then.
        Refusal taken = lobby.people().taken(wanted, own == null ? null : own.account());
        if (taken != null) {
            settled();
            return taken;
        }
        String before = nick;
        nick = wanted;
        if (before == null) {
            lobby.observer().login(wanted);
        }
        return null;
    }

    /** Its rooms know the nick of now: others may have those before it. Who took one earlier would come to them too soon. */
    void settled() {
        lobby.nicks().keepOnly(nick, session);
    }

    /** The session has ended. */
    void giveUp() {
        lobby.nicks().keepOnly(null, session);
        if (nick != null) {
            lobby.observer().logout(nick);
        }
    }

    @Override
    public String toString() {
        return nick == null ? "-" : nick;
    }
}
