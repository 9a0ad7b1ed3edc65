package thiscord.hub.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import thiscord.hub.log.MailLog;
import thiscord.hub.log.MailPage;
import thiscord.protocol.Event;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Keeps mail for nicks that nobody wears, and gives it to whoever comes wearing them. Thread-safe; never blocks. */
public final class MailDesk {
    /** The nicks that are given out by number: whoever gets one next is somebody else. */
    private static final Pattern GUEST = Pattern.compile("guest[0-9]+(-[0-9]+)?");

    private final MailLog log;
    private final Nicks nicks;
    private final MailRights rights;

    public MailDesk(MailLog log, Nicks nicks, MailRights rights) {
        this.log = log;
        this.nicks = nicks;
        this.rights = rights;
    }

    /** Keeps a direct message; empty once it is stored, else why it is not. */
    CompletionStage<Optional<Refusal>> leave(Event.Direct said) {
        if (GUEST.matcher(Names.key(said.to())).matches()) {
            String text =
                    "Nobody here is '" + said.to() + "', and nothing waits for a guest's nick. /who lists who is.";
            return CompletableFuture.completedFuture(Optional.of(new Refusal(Reason.NO_SUCH_NICK, text)));
        }
        return log.leave(said).whenComplete((no, failed) -> arrived(said.to()));
    }

    /** See {@link MailLog#gave}. */
    void gave(Event.Direct said) {
        log.gave(said);
    }

    /** Notes a mention, if nobody wears the nick. */
    void note(String nick, long room, Event.Message said) {
        if (nicks.find(nick) == null && !GUEST.matcher(Names.key(nick)).matches()) {
            log.note(nick, room, said).whenComplete((no, failed) -> arrived(nick));
        }
    }

    /** Somebody may have taken the nick just before its mail was stored. */
    private void arrived(String nick) {
        Session now = nicks.find(nick);
        if (now != null) {
            now.post(() -> now.delivery().begin(false));
        }
    }

    /** Whether there is something that this session may read. */
    boolean waits(Session session, String nick) {
        return log.waits(nick) && rights.mayRead(session, nick);
    }

    CompletionStage<MailPage> read(String nick, long after) {
        return log.read(nick, after);
    }

    /** Erases what waits for a nick whose account is gone. */
    CompletionStage<Boolean> forget(String nick) {
        return log.forget(nick);
    }

    void given(String nick, List<Long> ids) {
        log.given(nick, ids);
    }
}
