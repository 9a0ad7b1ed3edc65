package thiscord.rooms.people;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Refused;

/**
 * What hubs show to be let in. It is too long to be guessed, so whoever has it comes in also while others at its address fail:
 * nobody can shut out a hub. Thread-safe.
 */
public final class HubSecret {
    private final Path file;
    private final String secret;
    private final Attempts byAddress;

    private HubSecret(Path file, String secret, PeopleSettings settings) {
        this.file = file;
        this.secret = secret;
        this.byAddress = new Attempts(settings.addressBurst(), settings.addressSeconds(), System::nanoTime);
    }

    /**
     * Reads the folder's, or makes it.
     *
     * @throws thiscord.cli.Failure if it cannot be used
     */
    public static HubSecret open(Path folder, PeopleSettings settings) {
        return new HubSecret(SecretFiles.hubs(folder), SecretFiles.hubSecret(folder), settings);
    }

    /** For a hub of this process. */
    public String text() {
        return secret;
    }

    /** Refuses another secret: with bad-login, and from an address that showed too many with too-fast. */
    public void check(Credential shown, String address) throws Refused {
        boolean right = MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.US_ASCII), shown.secret().getBytes(StandardCharsets.UTF_8));
        if (right && shown.kind().equals(Credential.FILE)) {
            return;
        }
        People.take(byAddress, People.place(address), "Your address");
        throw new Refused(
                Reason.BAD_LOGIN,
                "Hubs are let in with the secret of " + file.getFileName()
                        + " in the room service's data folder; copy it to"
                        + " the hub's data folder, or name it with --hub-secret-file.");
    }
}
