package thiscord.publisher;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;

/**
 * What a publisher knows of the proof between it and its broker, over all connections. A broker that proved once that it knows
 * the secret and then does not is another program: it gets nothing. For the publisher's thread.
 */
final class BrokerProof {
    private static final Logger LOG = System.getLogger("thiscord.publisher");

    private final Address door;
    private final @Nullable Supplier<@Nullable String> known;
    private boolean everProven;
    private boolean saidUnproven;

    /** @param known gives the content of {@code hubs.secret}, or null; null itself to publish without proof */
    BrokerProof(Address door, @Nullable Supplier<@Nullable String> known) {
        this.door = door;
        this.known = known;
    }

    /** True if proof is wanted, whether or not the secret is known yet. */
    boolean wanted() {
        return known != null;
    }

    /** The secret; null if it is not known, or proof is not wanted. */
    @Nullable
    String secret() {
        String now = known == null ? null : known.get();
        return now == null || now.isBlank() ? null : now;
    }

    /**
     * Asks the broker for its proof if that is open.
     *
     * @param id of a message of this connection that was not used yet
     * @return true once it is known whether the broker proves that it knows the secret, and something may be published
     */
    boolean settle(ConfirmLink with, long id, int millis) {
        if (with.standing() == ConfirmLink.Standing.UNKNOWN) {
            with.settle(id, millis);
        }
        if (with.standing() == ConfirmLink.Standing.UNKNOWN) {
            return false;
        }
        String why = with.unproven();
        if (with.standing() == ConfirmLink.Standing.PROVEN) {
            everProven = true;
            saidUnproven = false;
        } else if (known != null && why != null) {
            sayUnproven(why);
            if (everProven) {
                with.askAgain();
                return false;
            }
        }
        return true;
    }

    private void sayUnproven(String why) {
        if (!saidUnproven) {
            saidUnproven = true;
            LOG.log(
                    Level.WARNING,
                    "publisher: broker " + door + " does not prove that it knows hubs.secret (" + why + "); "
                            + (everProven ? "events wait until it does" : "events are published without proof"));
        }
    }
}
