package thiscord.hub.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;

/**
 * Lets a session take the place of an older one that may only look connected: at once if it shows the older one's resume
 * secret, and of the same account if that one's peer does not answer a probe. The older one ends with
 * {@link CloseReason#TAKEN_OVER}. Lives on its session's loop; what is done to the other session is posted to that one's.
 */
final class TakeOver {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 18;

    private final Session session;
    private boolean wanted;
    private @Nullable String secret;

    TakeOver(Session session) {
        this.session = session;
    }

    /** Ends the session that holds the nick of that hello, if its resume secret is shown; then goes on. */
    void byHello(Command.Hello c, Runnable then) {
        String shown = c.resume();
        wanted |= shown != null;
        Session older = shown == null || shown.isEmpty() ? null : older(c.nick());
        if (older == null) {
            then.run();
            return;
        }
        session.hold();
        older.post(() -> {
            older.takeOver().endIf(shown);
            goOn(then);
        });
    }

    /** Ends the session of that account, if its peer does not answer a probe, which takes {@link PeerProbe#WITHIN}; then goes on. */
    void byLogin(String account, Runnable then) {
        Session older = older(account);
        if (older == null) {
            then.run();
            return;
        }
        session.hold();
        older.post(() -> {
            if (!older.isAccount(account)) {
                goOn(then);
                return;
            }
            older.probe(answers -> {
                if (!answers) {
                    older.takenOver();
                }
                goOn(then);
            });
        });
    }

    private @Nullable Session older(String nick) {
        Session older = session.lobby().nicks().find(nick);
        return older == session ? null : older;
    }

    private void goOn(Runnable then) {
        session.post(() -> session.releaseAfter(() -> {
            if (!session.ended()) {
                then.run();
            }
        }));
    }

    private void endIf(String shown) {
        String mine = secret;
        if (mine != null
                && MessageDigest.isEqual(
                        mine.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8))) {
            session.takenOver();
        }
    }

    /** The secret for a welcome: a new one each time, null for a peer that did not ask for it. */
    @Nullable
    String issue() {
        if (wanted) {
            byte[] bytes = new byte[SECRET_BYTES];
            RANDOM.nextBytes(bytes);
            secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        return secret;
    }
}
