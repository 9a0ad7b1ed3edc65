package thiscord.processing.remote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Function;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.processing.MessageProcessor;
import thiscord.protocol.processing.Processed;
import thiscord.protocol.processing.Unprocessed;

/** What is exported: nothing but an answer or a {@link Refused} gets out of it. Thread-safe if the work is. */
record ServedProcessor(String name, Function<Unprocessed, Processed> work) implements MessageProcessor {
    private static final Logger LOG = System.getLogger("thiscord.processing");

    @Override
    public Processed process(Unprocessed message) throws Refused {
        try {
            return work.apply(message);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Reason.TEXT_TOO_LONG,
                    "What " + name + " makes of it is over " + Unprocessed.MOST_TEXT + " characters.");
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, name + ": a message was not processed", e);
            throw new Refused(Reason.INTERNAL, "The processor " + name + " failed; its log says more.");
        }
    }
}
