package thiscord.hub.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies bytes and says what they were. */
final class Hashing {
    private Hashing() {}

    /**
     * Copies to the end, or to one byte more than {@code most}.
     *
     * @return what was copied, under that name
     */
    static Manifest.Item copy(InputStream from, OutputStream to, long most, String name) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        for (int n = from.read(buffer); n >= 0 && size <= most; n = from.read(buffer)) {
            int taken = (int) Math.min(n, most + 1 - size);
            sha256.update(buffer, 0, taken);
            to.write(buffer, 0, taken);
            size += taken;
        }
        return new Manifest.Item(HexFormat.of().formatHex(sha256.digest()), size, name);
    }

    /** A fresh digest. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
