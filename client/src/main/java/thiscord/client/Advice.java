package thiscord.client;

import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import thiscord.tls.ClientTls;

/** What a person may try when a hub cannot be joined. */
final class Advice {
    private Advice() {}

    /** To be put behind what failed; empty if nothing is known to help. */
    static String after(@Nullable Throwable why) {
        if (why instanceof ConnectException) {
            return "; is it running? 'thiscord up' starts one, HOST:PORT names another";
        }
        if (why instanceof UnknownHostException) {
            return "; is it written right?";
        }
        return ClientTls.lacking(why)
                ? "; is that the hub's port for TLS? On its own machine it is spoken with without --tls"
                : "";
    }
}
