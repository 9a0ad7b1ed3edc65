package thiscord.protocol.processing;

import java.rmi.Remote;
import java.rmi.RemoteException;
import thiscord.protocol.directory.Refused;

/** What is bound in a registry to process messages. Nothing static may be called here: RMI would offer it to peers. */
public interface MessageProcessor extends Remote {
    /** What its name in the registry begins with; the processor's own name follows. */
    String BOUND_UNDER = "thiscord/processors/";

    /**
     * Processes one message. Many calls may run at once, and a caller that got no answer does not know whether it was
     * processed.
     *
     * @throws Refused bad-field (something is missing), text-too-long (what comes of it), internal
     */
    Processed process(Unprocessed message) throws RemoteException, Refused;
}
