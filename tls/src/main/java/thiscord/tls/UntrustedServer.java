package thiscord.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A server shows another key than is expected of it. Its message is a line for the user. */
public final class UntrustedServer extends CertificateException {
    private static final long serialVersionUID = 1;

    UntrustedServer(String line) {
        super(line);
    }

    /** The line for the user if this is why a connection failed, else null. */
    public static @Nullable String reason(@Nullable Throwable why) {
        int depth = 0;
        for (Throwable cause = why; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof UntrustedServer) {
                return cause.getMessage();
            }
            depth++;
        }
        return null;
    }
}
