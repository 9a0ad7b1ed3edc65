package thiscord.rooms.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) of a password, written as PHC strings are, with its parameters: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}. Costs what the parameters say, in time and memory, of the calling thread.
 *
 * @param memoryKib 8 to 1048576
 * @param passes 1 to 100
 */
public record PasswordHash(int memoryKib, int passes) {
    /** As OWASP advises: 19 MiB, two passes, one lane. */
    public static final PasswordHash DEFAULT = new PasswordHash(19 * 1024, 2);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    public PasswordHash {
        if (memoryKib < 8 || memoryKib > 1 << 20 || passes < 1 || passes > 100) {
            throw new IllegalArgumentException("Argon2id takes 8 to 1048576 KiB and 1 to 100 passes");
        }
    }

    /** The hash under a new salt. */
    public String of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return written(salt, bytes(password, salt));
    }

    /** What no password is the hash of, as far as anybody knows; looking takes as long as at any other. */
    String ofNobody() {
        byte[] some = new byte[HASH_BYTES];
        RANDOM.nextBytes(some);
        return written(Arrays.copyOf(some, SALT_BYTES), some);
    }

    private String written(byte[] salt, byte[] hash) {
        Base64.Encoder code = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=1$" + code.encodeToString(salt) + "$"
                + code.encodeToString(hash);
    }

    /** True if it is the hash of that password; takes as long either way. */
    public static boolean matches(String hash, String password) {
        Matcher form = form(hash);
        byte[] salt = Base64.getDecoder().decode(form.group(3));
        return MessageDigest.isEqual(
                Base64.getDecoder().decode(form.group(4)), costOf(form).bytes(password, salt));
    }

    /** True if it was made with other parameters than these. */
    public boolean differsFrom(String hash) {
        return !costOf(form(hash)).equals(this);
    }

    private static Matcher form(String hash) {
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            throw new IllegalStateException("a stored password hash is damaged");
        }
        return form;
    }

    private static PasswordHash costOf(Matcher form) {
        return new PasswordHash(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    private byte[] bytes(String password, byte[] salt) {
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] out = new byte[HASH_BYTES];
        // Two keyboards may write the same letter differently.
        argon.generateBytes(Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), out);
        return out;
    }
}
