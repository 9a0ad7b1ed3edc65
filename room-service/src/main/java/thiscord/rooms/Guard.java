package thiscord.rooms;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Refused;

/** The outermost layer of each remote call: nothing but a {@link Refused} gets out. Thread-safe. */
final class Guard {
    private static final Logger LOG = System.getLogger("thiscord.rooms");

    private Guard() {}

    /** The body of a remote method. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws Exception;
    }

    /** Runs it; what nobody expected becomes internal, with a number that the log shows too. */
    static <T> T call(String who, Call<T> body) throws Refused {
        try {
            return body.run();
        } catch (Refused e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Reason.SHUTTING_DOWN, "The room service is stopping.");
        } catch (RoomStore.StoreFailure e) {
            LOG.log(Level.WARNING, who + ": " + e.getMessage());
            throw new Refused(
                    Reason.ROOMS_UNAVAILABLE,
                    "The room service cannot store that: " + e.getMessage() + ". Nothing changed.");
        } catch (Exception | Error e) {
            String incident =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            LOG.log(Level.ERROR, who + ": incident " + incident, e);
            throw new Refused(Reason.INTERNAL, "The room service failed; its log says more under " + incident + ".");
        }
    }
}
