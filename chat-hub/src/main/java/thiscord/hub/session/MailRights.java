package thiscord.hub.session;

import thiscord.hub.people.PeopleCopy;

/**
 * Decides who may read the mail of a nick: that of an account is for that account alone, also what came before there was
 * one; that of other nicks for whoever wears them. Thread-safe; must not block.
 */
@FunctionalInterface
public interface MailRights {
    static MailRights of(PeopleCopy people) {
        return (session, nick) -> people.find(nick) == null || session.isAccount(nick);
    }

    /** Asked each time before mail is read, on the session's loop. */
    boolean mayRead(Session session, String nick);
}
