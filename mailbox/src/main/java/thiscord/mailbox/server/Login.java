package thiscord.mailbox.server;

import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a connection must log in first, and whether it has. Lives on its channel's loop. */
final class Login {
    private static final String WHERE = "; the secret is in the file 'login' on the server's machine";

    private final Desk desk;
    private boolean needed;

    /** @param needed true for a connection from another machine */
    Login(Desk desk, boolean needed) {
        this.desk = desk;
        this.needed = needed;
    }

    /** False if the address of the peer has too many connections that have not logged in. */
    boolean admits(Channel channel) {
        return !needed || desk.pendingLogins.add(channel);
    }

    /** How long the connection may say nothing. */
    Duration idle() {
        return needed ? desk.settings.patience() : desk.settings.idle();
    }

    /** The last line for a peer that asks for something without a login, or with a wrong one; null if it may. */
    @Nullable
    String bars(Request asked, Channel channel) {
        MailboxSettings.Remote remote = desk.settings.remote();
        if (!needed || remote == null || asked.kind() == Request.Kind.QUIT) {
            return null;
        }
        if (asked.kind() != Request.Kind.LOGIN) {
            return Reason.NOT_ALLOWED.line("begin with login SECRET" + WHERE);
        }
        byte[] shown = asked.word().getBytes(StandardCharsets.ISO_8859_1);
        if (!MessageDigest.isEqual(shown, remote.login().getBytes(StandardCharsets.ISO_8859_1))) {
            return Reason.NOT_ALLOWED.line("the login is wrong" + WHERE);
        }
        needed = false;
        desk.pendingLogins.remove(channel);
        return null;
    }
}
