package thiscord.rooms.people;

import java.nio.file.Path;
import java.util.function.Supplier;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.ServiceProof;

/**
 * What hubs know that are let in. It is too long to be guessed, so whoever has it comes in also while others at its address fail:
 * nobody can shut out a hub. Thread-safe.
 */
public final class HubSecret {
    private final Path file;
    private final String secret;
    private final ProvenSecret proven;
    private final Attempts byAddress;

    private HubSecret(Path file, String secret, PeopleSettings settings, Supplier<String> ownKey) {
        this.file = file;
        this.secret = secret;
        this.proven = new ProvenSecret(SecretProof.HUBS, secret, ownKey);
        this.byAddress = new Attempts(settings.addressBurst(), settings.addressSeconds(), System::nanoTime);
    }

    /**
     * Reads the folder's, or makes it.
     *
     * @param ownKey the fingerprint of this service's TLS; empty if it speaks none
     * @throws thiscord.cli.Failure if it cannot be used
     */
    public static HubSecret open(Path folder, PeopleSettings settings, Supplier<String> ownKey) {
        return new HubSecret(SecretFiles.hubs(folder), SecretFiles.hubSecret(folder), settings, ownKey);
    }

    /** For a hub of this process. */
    public String text() {
        return secret;
    }

    /** See {@link thiscord.protocol.directory.RoomService#prove}. */
    public ServiceProof prove(Login login, String nonce, String channel) throws Refused {
        return proven.prove(login, nonce, channel);
    }

    /**
     * Refuses who does not know it: with bad-login, and from an address that failed too often with too-fast; one that shows it
     * as it is with not-supported.
     */
    public void check(Login login, Credential shown, String address) throws Refused {
        if (proven.isProven(login, shown)) {
            return;
        }
        ProvenSecret.refuseShown(shown, RoomService.HUBS_SECRET);
        People.take(byAddress, People.place(address), "Your address");
        throw new Refused(
                Reason.BAD_LOGIN,
                "Hubs are let in that know the secret of " + file.getFileName()
                        + " in the room service's data folder; copy it to"
                        + " the hub's data folder, or name it with --hub-secret-file.");
    }
}
