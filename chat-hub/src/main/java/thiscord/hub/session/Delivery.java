package thiscord.hub.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.hub.log.MailPage;
import thiscord.protocol.Event;

/**
 * Gives a session what waited for its nick, page by page: the next one, and the deletion of this one, when this one was
 * written to the peer. Lives on the session's loop.
 */
final class Delivery {
    private final Session session;
    private final @Nullable MailDesk mail;
    private boolean running;
    private boolean again;
    private boolean holds;

    Delivery(Session session) {
        this.session = session;
        this.mail = session.lobby().mail();
    }

    /**
     * Begins, if something waits.
     *
     * @param hold whether the session, which nothing else holds, is held until all is given
     */
    void begin(boolean hold) {
        String nick = session.identity().nick();
        if (running) {
            again = true;
        } else if (mail != null && nick != null && !session.ended() && mail.waits(session, nick)) {
            running = true;
            holds = hold;
            if (hold) {
                session.hold();
            }
            next(mail, nick, 0);
        }
    }

    /** True while something waits that this session is to be given first. */
    boolean isBusy() {
        String nick = session.identity().nick();
        return running || mail != null && nick != null && mail.waits(session, nick);
    }

    private void next(MailDesk from, String nick, long after) {
        from.read(nick, after).thenAccept(page -> session.post(() -> give(from, nick, page)));
    }

    private void give(MailDesk from, String nick, MailPage page) {
        if (page.refusal() != null) {
            session.refuse(page.refusal(), null);
        }
        if (page.letters().isEmpty()
                || session.ended()
                || !nick.equals(session.identity().nick())) {
            end();
            return;
        }
        for (MailPage.Letter letter : page.letters()) {
            Event event = letter.event();
            if (event != null) {
                session.tell(event);
            }
        }
        List<Long> ids = page.letters().stream().map(MailPage.Letter::id).toList();
        session.whenWritten(() -> {
            from.given(nick, ids);
            next(from, nick, ids.get(ids.size() - 1));
        });
    }

    private void end() {
        running = false;
        if (holds) {
            holds = false;
            session.release();
        }
        if (again) {
            again = false;
            begin(false);
        }
    }
}
