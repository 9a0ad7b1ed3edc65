package thiscord.processing.remote;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.rmi.RemoteException;
import java.rmi.registry.Registry;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import thiscord.cli.Address;
import thiscord.cli.Failure;
import thiscord.cli.ThreadFaults;
import thiscord.protocol.directory.AllowList;
import thiscord.protocol.directory.RmiProperties;
import thiscord.protocol.processing.MessageProcessor;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.RemoteProcessor;
import thiscord.protocol.processing.Unprocessed;
import thiscord.rmi.Exports;
import thiscord.rmi.Rebuffs;
import thiscord.rmi.RequestLimits;
import thiscord.rmi.RequestSockets;
import thiscord.tls.Listening;

/**
 * A processor that is served over RMI, in a registry of its own on the same port, to which nobody outside of the process can
 * bind. As many calls run at once as there are connections. Thread-safe.
 */
public final class ProcessorServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("thiscord.processing");
    private static final int WATCH_SECONDS = 10;

    /** The longest message takes 13 KiB on its way. */
    private static final RequestLimits LIMITS =
            new RequestLimits(64, 32 << 10, Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final String name;
    private final RequestSockets sockets;
    private final Exports exports;
    private final ScheduledThreadPoolExecutor watch;
    /** Of the watch's thread. */
    private Map<String, Long> told = Map.of();

    /**
     * Serves; when it returns, it can be called.
     *
     * @param name by which it is looked up, as {@link RemoteProcessor#checkedName} takes it
     * @param work thread-safe; an IllegalArgumentException says that what came of a message is too long
     * @param at of loopback, since nobody has to log in; port 0 takes any free one
     * @throws Failure if the port is taken
     */
    public static ProcessorServer start(String name, Function<Unprocessed, Processed> work, Address at) {
        RmiProperties.forServices();
        AllowList.guardJvm();
        ProcessorServer server = new ProcessorServer(RemoteProcessor.checkedName(name), at);
        try {
            Registry registry = server.exports.registry();
            MessageProcessor served = server.exports.export(MessageProcessor.class, new ServedProcessor(name, work));
            registry.rebind(MessageProcessor.BOUND_UNDER + name, served);
            server.watch.scheduleWithFixedDelay(
                    ThreadFaults.recurring(name + "-watch", server::tell),
                    WATCH_SECONDS,
                    WATCH_SECONDS,
                    TimeUnit.SECONDS);
            return server;
        } catch (RemoteException e) {
            server.close();
            throw Failure.cannotBind(at, "--port", root(e));
        }
    }

    private ProcessorServer(String name, Address at) {
        this.name = name;
        sockets = new RequestSockets("processor", LIMITS, new Rebuffs(), Listening.on(at), null);
        exports = new Exports(at.port(), sockets, AllowList.forRequest(Unprocessed.class));
        watch = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "processor-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Throwable root(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null || e instanceof BindException ? e : root(cause);
    }

    /** Where it is found. */
    public Address address() {
        return Listening.reachable(sockets.addresses().get(0));
    }

    /** How often peers were turned away since the start, by kind. */
    Map<String, Long> rebuffs() {
        return sockets.rebuffs().counts();
    }

    private void tell() {
        Map<String, Long> now = rebuffs();
        String news = Rebuffs.since(told, now);
        if (!news.isEmpty()) {
            LOG.log(Level.WARNING, () -> name + ": turned away in " + WATCH_SECONDS + " s: " + news);
        }
        told = now;
    }

    /** Stops listening, cuts all connections and ends what they asked. Twice does no harm. */
    @Override
    public void close() {
        watch.shutdownNow();
        exports.close();
        try {
            sockets.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, name + ": while stopping", e);
        }
    }

    /** The host that calls on this thread. */
    public static String caller() {
        try {
            return RemoteServer.getClientHost();
        } catch (ServerNotActiveException e) {
            return "this process";
        }
    }
}
