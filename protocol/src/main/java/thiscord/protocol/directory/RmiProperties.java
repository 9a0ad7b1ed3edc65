package thiscord.protocol.directory;

/**
 * The settings that RMI takes only as system properties, each read once when its classes load. What the command line gave
 * stays, but for what keeps us safe. Call it before anything else of RMI. Thread-safe.
 */
public final class RmiProperties {
    private RmiProperties() {}

    /** For a JVM that calls a room service. */
    public static void forClients() {
        otherwise("sun.rmi.transport.tcp.handshakeTimeout", "5000");
        otherwise("sun.rmi.dgc.client.gcInterval", "3600000000");
    }

    /**
     * For a JVM that is a room service: stubs name loopback, a lost client is noticed within a minute and a half, no
     * stack trace and no class name goes to a peer, and nobody outside the process can bind in the registry.
     */
    public static void forServices() {
        forClients();
        always("java.rmi.server.hostname", "127.0.0.1");
        always("java.rmi.server.randomIDs", "true");
        always("java.rmi.server.useCodebaseOnly", "true");
        always("sun.rmi.server.suppressStackTraces", "true");
        always("sun.rmi.registry.registryFilter", "!*");
        otherwise("java.rmi.dgc.leaseValue", "60000");
        otherwise("sun.rmi.dgc.server.gcInterval", "3600000000");
    }

    private static void otherwise(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    private static void always(String name, String value) {
        if (!value.equals(System.getProperty(name))) {
            System.setProperty(name, value);
        }
    }
}
