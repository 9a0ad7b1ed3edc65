package thiscord.hub.session;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** The nick that a session wears. Lives on the session's loop. */
final class Identity {
    private final Session session;
    private final Lobby lobby;
    private @Nullable String nick;

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
        String name = nick;
        for (int again = 0; name == null; again++) {
            name = take("guest" + session.id() + (again == 0 ? "" : "-" + again)) == null ? nick : null;
        }
        return name;
    }

    /** Takes a nick: null if it was free, else why not. The one before is kept until {@link #giveBack}. */
    @Nullable
    Refusal take(String wanted) {
        Refusal wrong = Names.checkNick(wanted);
        if (wrong != null) {
            return wrong;
        }
        if (!lobby.nicks().claim(wanted, session)) {
            return new Refusal(Reason.NICK_IN_USE, "Somebody is '" + wanted + "' already; take another nick.");
        }
        String before = nick;
        nick = wanted;
        if (before == null) {
            lobby.observer().login(wanted);
        }
        return null;
    }

    /** Lets others have a nick that it wore, once its rooms know: who takes it must not come to them before that. */
    void giveBack(String before) {
        if (nick == null || !Names.key(before).equals(Names.key(nick))) {
            lobby.nicks().release(before, session);
        }
    }

    /** The session has ended. */
    void giveUp() {
        if (nick != null) {
            lobby.nicks().release(nick, session);
            lobby.observer().logout(nick);
        }
    }

    @Override
    public String toString() {
        return nick == null ? "-" : nick;
    }
}
