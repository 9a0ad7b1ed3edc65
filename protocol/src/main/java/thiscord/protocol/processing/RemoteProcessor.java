package thiscord.protocol.processing;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.rmi.ConnectException;
import java.rmi.ConnectIOException;
import java.rmi.NoSuchObjectException;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.rmi.UnmarshalException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Refused;

/**
 * A processor in another process, by its name and the address of its registry, which is that of the processor too: nothing
 * that a stub names is connected to. It is looked up when it is needed and again after a failure, so one that was restarted
 * at its port serves on. Thread-safe; a call blocks its thread until the deadline at the most, the resolving of a host's
 * name apart, and is not made twice, since it may have been done.
 */
public final class RemoteProcessor {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final String name;
    private final String host;
    private final int port;
    private final Duration deadline;
    private final DirectoryClient.Timeouts timeouts;
    private volatile @Nullable MessageProcessor found;

    /**
     * Connects to nothing yet.
     *
     * @param deadline for a call, looking up included; 1 ms to 1 h
     * @throws IllegalArgumentException with a line for the user
     */
    public RemoteProcessor(String name, String host, int port, Duration deadline) {
        this.name = checkedName(name);
        this.host = host;
        this.port = port;
        this.deadline = deadline;
        this.timeouts = new DirectoryClient.Timeouts(deadline, deadline);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port of a processor is 1 to 65535, not " + port);
        }
    }

    /**
     * The name, if it is one.
     *
     * @throws IllegalArgumentException with a line for the user
     */
    public static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a processor: 1 to 40 of a-z, 0-9 and -, the first no -");
        }
        return name;
    }

    /**
     * What it makes of a message; it has that message's id.
     *
     * @throws Unreachable if it gave no answer, or none that can be used
     * @throws Refused if it could not process it, and says why
     */
    public Processed process(Unprocessed message) throws Unreachable, Refused {
        Processed answer = DirectoryClient.<Processed, Unreachable, Refused>within(deadline, () -> asked(message));
        if (answer.id() != message.id()) {
            throw new Unreachable(this + " answered another message");
        }
        return answer;
    }

    /** Looks it up if it is there, so that the first message need not wait for that. Blocks for the deadline at the most. */
    public void prepare() {
        try {
            found = DirectoryClient.<MessageProcessor, RemoteException, NotBoundException>within(deadline, this::find);
        } catch (RemoteException | NotBoundException | RuntimeException absent) {
            found = null;
        }
    }

    private MessageProcessor find() throws RemoteException, NotBoundException {
        return DirectoryClient.find(MessageProcessor.class, MessageProcessor.BOUND_UNDER + name, host, port, timeouts);
    }

    private Processed asked(Unprocessed message) throws Unreachable, Refused {
        try {
            MessageProcessor known = found;
            if (known != null) {
                try {
                    return known.process(message);
                } catch (NoSuchObjectException restarted) {
                    found = null;
                }
            }
            MessageProcessor now = find();
            found = now;
            return now.process(message);
        } catch (NotBoundException e) {
            throw new Unreachable("there is no processor " + this);
        } catch (RemoteException e) {
            found = null;
            throw new Unreachable(why(e));
        } catch (RuntimeException e) {
            found = null;
            throw new Unreachable(this + " answered with a fault");
        }
    }

    private String why(RemoteException e) {
        Throwable root = root(e);
        if (root instanceof SocketTimeoutException) {
            return this + " gave no answer in " + deadline.toMillis() + " ms";
        }
        if (e instanceof ConnectException || e instanceof ConnectIOException) {
            return this + " cannot be reached; is it running?";
        }
        if (e instanceof UnmarshalException
                && root == e
                && String.valueOf(e.getMessage()).endsWith(DirectoryClient.NOT_OURS)) {
            return this
                    + " is exported without ThisCord's sockets, so it could lead calls to another machine; export it"
                    + " with ProcessorExport.serve, see docs/PROCESSING.md";
        }
        return root instanceof EOFException || root instanceof SocketException
                ? this + " ended before it answered"
                : this + " gave no answer that can be used";
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || cause == e ? e : root(cause);
    }

    /** As people write it: {@code name@host:port}. */
    @Override
    public String toString() {
        return name + "@" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
