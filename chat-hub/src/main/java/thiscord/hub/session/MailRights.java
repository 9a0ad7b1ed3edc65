package thiscord.hub.session;

/**
 * Decides who may read the mail of a nick. This is where accounts belong: as long as there is no login, whoever wears a
 * nick gets what waits for it. Thread-safe; must not block.
 */
@FunctionalInterface
public interface MailRights {
    /** Whoever wears the nick. */
    MailRights OF_THE_NICK = (session, nick) -> true;

    /** Asked each time before mail is read, on the session's loop. */
    boolean mayRead(Session session, String nick);
}
