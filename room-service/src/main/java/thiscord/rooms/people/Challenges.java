package thiscord.rooms.people;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import thiscord.protocol.Names;

/**
 * Nonces for logins with a key. One bears its own end and a code over it, the name and the key, made with a secret of this
 * run: a flood of questions costs no memory, and what another server, or this one before a restart, gave is void. Only those
 * that were answered rightly are remembered until their end. Thread-safe.
 */
final class Challenges {
    static final long LIFE_MILLIS = 60_000;

    /** How many rightly answered ones are remembered at once. */
    static final int MOST = 10_000;

    private static final int RANDOM_BYTES = 16;
    private static final int CODE_BYTES = 16;

    private record Spent(String nonce, long until) {}

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec secret;
    private final LongSupplier millis;
    private final Deque<Spent> spent = new ArrayDeque<>();
    private final Set<String> nonces = new HashSet<>();

    Challenges(LongSupplier millis) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.secret = new SecretKeySpec(key, "HmacSHA256");
        this.millis = millis;
    }

    String nonce(String name, String publicKey) {
        byte[] some = new byte[RANDOM_BYTES];
        random.nextBytes(some);
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + RANDOM_BYTES + CODE_BYTES)
                .putLong(millis.getAsLong() + LIFE_MILLIS)
                .put(some);
        out.put(code(Arrays.copyOf(out.array(), Long.BYTES + RANDOM_BYTES), name, publicKey));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    private byte[] code(byte[] head, String name, String publicKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(head);
            mac.update((Names.key(name) + "\n" + publicKey).getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /** True if it was given here for that name and key and has not ended. */
    boolean isOurs(String nonce, String name, String publicKey) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (all.length != Long.BYTES + RANDOM_BYTES + CODE_BYTES
                || !Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(nonce)) {
            return false;
        }
        byte[] head = Arrays.copyOf(all, Long.BYTES + RANDOM_BYTES);
        return MessageDigest.isEqual(Arrays.copyOfRange(all, head.length, all.length), code(head, name, publicKey))
                && ByteBuffer.wrap(head).getLong() > millis.getAsLong();
    }

    /** Spends one that was answered rightly; false if it was before, or if as many were as can be remembered. */
    synchronized boolean spend(String nonce) {
        long now = millis.getAsLong();
        while (!spent.isEmpty() && spent.getFirst().until() <= now) {
            nonces.remove(spent.removeFirst().nonce());
        }
        if (spent.size() >= MOST || !nonces.add(nonce)) {
            return false;
        }
        spent.addLast(new Spent(nonce, now + LIFE_MILLIS));
        return true;
    }
}
