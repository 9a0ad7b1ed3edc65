package thiscord.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A host and a port, written {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code HOST} or {@code :PORT} / {@code PORT} (the
 * default host).
 *
 * @param port 0 to 65535; 0 means any free one, to listen on
 */
public record Address(String host, int port) {
    /** Where everything listens unless told otherwise. */
    public static final String LOOPBACK = "127.0.0.1";

    public Address {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
    }

    /** A port of the loopback address. */
    public static Address loopback(int port) {
        return new Address(LOOPBACK, port);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException with a line for the user
     */
    public static Address parse(String text, int defaultPort) {
        String host = text;
        String port = "";
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
                throw new IllegalArgumentException("'" + text + "' is not [IPV6]:PORT");
            }
            host = text.substring(1, close);
            port = close + 1 < text.length() ? text.substring(close + 2) : "";
        } else if (colon >= 0 && text.indexOf(':') == colon) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
        } else if (text.matches("[0-9]+")) {
            host = "";
            port = text;
        }
        return new Address(host.isEmpty() ? LOOPBACK : host, port.isEmpty() ? defaultPort : port(port));
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("'" + text + "' is not a port (0 to 65535)");
        }
        return Integer.parseInt(text);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** For picocli; subclasses give the default port. */
    public abstract static class Converter implements ITypeConverter<Address> {
        private final int defaultPort;

        protected Converter(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        @Override
        public Address convert(String text) {
            try {
                return parse(text, defaultPort);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
