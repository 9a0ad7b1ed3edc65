package thiscord.protocol.directory;

import java.nio.charset.StandardCharsets;
import java.rmi.RemoteException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The mutual proof that two sides know the same secret file, which never crosses the wire: each answers the other's nonce with
 * an HMAC-SHA256, the service first. Both codes cover the connection's channel, which is the fingerprint of the key that the
 * client saw in TLS: a server in between shows another key, so what it passes on proves nothing. Stateless; calls block as
 * the service's stub does.
 */
public final class SecretProof {
    /** The secret that lets hubs in, {@link RoomService#HUBS_SECRET}. */
    public static final String HUBS = "hubs";

    /** The secret that lets administrators in. */
    public static final String ADMINISTRATORS = "administrators";

    /** The channel of a connection without TLS. Proves nothing to a client unless the port is its own process's. */
    public static final String PLAIN = "plain";

    /** The least that is taken for a nonce of a client, in UTF-16 units. */
    public static final int LEAST_NONCE = 16;

    private static final String UNKNOWN_METHOD = "unrecognized method hash";

    private SecretProof() {}

    /**
     * Logs a hub in.
     *
     * @param channel the fingerprint that TLS showed, or {@link #PLAIN}; asked after the first answer
     * @throws UnprovenService if the service does not know the secret, or the connection ends at somebody else
     */
    public static HubSession loginHub(RoomService service, Login login, String secret, Supplier<String> channel)
            throws RemoteException, Refused {
        return service.loginHub(login, exchange(service, login, HUBS, secret, channel));
    }

    /** Logs an administrator in; as {@link #loginHub}. */
    public static PeopleSession administer(RoomService service, Login login, String secret, Supplier<String> channel)
            throws RemoteException, Refused {
        return service.administer(login, exchange(service, login, ADMINISTRATORS, secret, channel));
    }

    /**
     * Has the service prove that it knows a secret; what is returned proves it to the service.
     *
     * @param of {@link #HUBS} or {@link #ADMINISTRATORS}
     */
    public static Credential exchange(
            RoomService service, Login login, String of, String secret, Supplier<String> channel)
            throws RemoteException, Refused {
        if (secret.isEmpty()) {
            throw new UnprovenService("there is no secret by which the service could be known");
        }
        service.info();
        String through = channel.get();
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        ServiceProof proof = proof(service, login, of, nonce, through);
        if (!isEqual(proof.code(), ofService(secret, of, login, nonce, proof.nonce(), through))) {
            throw new UnprovenService("what answers does not know the secret, so it is another service or somebody in"
                    + " its place; nothing was shown to it");
        }
        return new Credential(
                Credential.PROOF,
                "",
                nonce,
                proof.nonce(),
                ofClient(secret, of, login, nonce, proof.nonce(), through),
                through);
    }

    private static ServiceProof proof(RoomService service, Login login, String of, String nonce, String channel)
            throws RemoteException, Refused {
        try {
            return service.prove(login, of, nonce, channel);
        } catch (RemoteException e) {
            if (String.valueOf(e).contains(UNKNOWN_METHOD)) {
                throw new UnprovenService("it is too old to prove that it knows the secret; update the room service");
            }
            throw e;
        }
    }

    /** What the service answers with. */
    public static String ofService(
            String secret, String of, Login login, String nonce, String servicesNonce, String channel) {
        return code(secret, List.of("service", of, login.nick(), login.instance(), nonce, servicesNonce, channel));
    }

    /** What the client answers with. */
    public static String ofClient(
            String secret, String of, Login login, String nonce, String servicesNonce, String channel) {
        return code(secret, List.of("client", of, login.nick(), login.instance(), nonce, servicesNonce, channel));
    }

    /** Compares two codes in a time that tells nothing. */
    public static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Each part with its length before it, so that no two lists of parts are the same text. */
    private static String code(String secret, List<String> parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update("thiscord-secret-proof-1\n".getBytes(StandardCharsets.UTF_8));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                mac.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
