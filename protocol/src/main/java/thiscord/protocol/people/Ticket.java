package thiscord.protocol.people;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What an account shows instead of its password: signed by the room service, checked with its public key alone. Written
 * as two parts of Base64 (URL) with a dot between them, fields and signature, at most {@link #MOST_CHARS} in all.
 *
 * @param name the account's name
 * @param generation of the account when it was issued; one of an older generation is void
 * @param issued milliseconds since 1970 UTC
 * @param expires from then on it is void
 */
public record Ticket(String name, long generation, long issued, long expires) {
    /** The longest that is looked at, in UTF-16 units. */
    public static final int MOST_CHARS = 600;

    private static final String KIND = "thiscord-ticket-1";

    private byte[] bytes() {
        return String.join("\n", KIND, name, "" + generation, "" + issued, "" + expires)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** As it is given away. */
    public String signed(PrivateKey key) {
        Base64.Encoder code = Base64.getUrlEncoder().withoutPadding();
        byte[] fields = bytes();
        return code.encodeToString(fields) + "." + code.encodeToString(Ed25519.sign(key, fields));
    }

    /** The ticket that was signed with that key, or null; whether it has expired is for the caller to see. */
    public static @Nullable Ticket read(String text, PublicKey key) {
        int dot = text.indexOf('.');
        if (dot < 0 || text.length() > MOST_CHARS) {
            return null;
        }
        try {
            byte[] fields = Base64.getUrlDecoder().decode(text.substring(0, dot));
            byte[] signature = Base64.getUrlDecoder().decode(text.substring(dot + 1));
            if (!Ed25519.verifies(key, fields, signature)) {
                return null;
            }
            String[] field = new String(fields, StandardCharsets.UTF_8).split("\n", -1);
            return field.length == 5 && field[0].equals(KIND)
                    ? new Ticket(field[1], Long.parseLong(field[2]), Long.parseLong(field[3]), Long.parseLong(field[4]))
                    : null;
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
