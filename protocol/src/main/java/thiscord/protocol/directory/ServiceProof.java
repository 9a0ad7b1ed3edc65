package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * How a room service proves that it knows a secret, see {@link SecretProof}. Shows nothing of the secret.
 *
 * @param nonce for one login within a minute
 * @param code over that nonce and what was asked
 */
public record ServiceProof(String nonce, String code) implements Serializable {
    public ServiceProof {
        nonce = Text.checked(nonce, 200);
        code = Text.checked(code, 200);
    }
}
