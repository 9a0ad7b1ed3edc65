package thiscord.processing;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import thiscord.cli.Address;
import thiscord.protocol.processing.RemoteProcessor;

/**
 * A processor in another process, as it is named on the command line.
 *
 * @param at of loopback: a message goes there in plain text
 */
record Rpc(String name, Address at) {
    /** Where a processor is if nobody says it. */
    static final int PORT = 12_347;

    /** Not connected yet. */
    RemoteProcessor within(Duration deadline) {
        return new RemoteProcessor(name, at.host(), at.port(), deadline);
    }

    /** Reads {@code NAME}, {@code NAME@PORT} and {@code NAME@HOST:PORT}. */
    static final class Converter implements ITypeConverter<Rpc> {
        @Override
        public Rpc convert(String text) {
            int sign = text.indexOf('@');
            try {
                Rpc rpc = new Rpc(
                        RemoteProcessor.checkedName(sign < 0 ? text : text.substring(0, sign)),
                        sign < 0 ? Address.loopback(PORT) : Address.parse(text.substring(sign + 1), PORT));
                if (!rpc.at().onLoopback()) {
                    throw new TypeConversionException(
                            "processors are on this machine, such as " + rpc.name() + "@127.0.0.1:" + PORT);
                }
                if (rpc.at().port() == 0) {
                    throw new TypeConversionException("the port of a processor is 1 to 65535");
                }
                return rpc;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
