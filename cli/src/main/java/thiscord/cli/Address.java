package thiscord.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** An IPv6 address alone needs no brackets; with a port it does. */
    private static final Pattern FORM =
            Pattern.compile("(\\[(?<six>[0-9A-Fa-f:.]+(%[^\\]\\s]+)?)]|(?<host>[^\\[\\]:\\s/]*))(:(?<port>[^:]*))?");

    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[^\\]\\s]+)?");

    private static final Pattern LOOPBACK_RANGE = Pattern.compile("127(\\.\\d{1,3}){3}|(0{0,4}:){2,7}0{0,3}1");

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
     * True for {@code localhost} and for addresses of the loopback range. Nothing is resolved: what a name leads to is
     * for its owner to say, and to change.
     */
    public boolean onLoopback() {
        return host.equalsIgnoreCase("localhost")
                || LOOPBACK_RANGE.matcher(host).matches();
    }

    /**
     * Reads an address.
     *
     * @param defaultPort the port if none is written
     * @throws IllegalArgumentException with a line for the user
     */
    public static Address parse(String text, int defaultPort) {
        Matcher form = FORM.matcher(SIX.matcher(text).matches() ? "[" + text + "]" : text);
        if (text.matches("[0-9]+")) {
            return new Address(LOOPBACK, port(text));
        }
        if (text.isEmpty() || !form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT, [IPV6]:PORT, HOST or PORT");
        }
        String host = form.group("six") != null ? form.group("six") : form.group("host");
        String port = form.group("port");
        return new Address(host == null || host.isEmpty() ? LOOPBACK : host, port == null ? defaultPort : port(port));
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
