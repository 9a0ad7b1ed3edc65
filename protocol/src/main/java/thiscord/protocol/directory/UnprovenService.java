package thiscord.protocol.directory;

import java.rmi.RemoteException;

/** What answers is not the service that knows the secret, or something in between has its place. Nothing was shown to it. */
public final class UnprovenService extends RemoteException {
    private static final long serialVersionUID = 1;

    UnprovenService(String line) {
        super(line);
    }
}
