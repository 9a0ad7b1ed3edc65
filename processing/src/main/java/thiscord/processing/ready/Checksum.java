package thiscord.processing.ready;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** What a text's bytes in UTF-8 add up to. Stateless. */
final class Checksum {
    private Checksum() {}

    /** Both sums in hexadecimal: {@code CRC32 3610a686, SHA-256 2cf24d…}. */
    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        HexFormat hex = HexFormat.of();
        return "CRC32 " + hex.toHexDigits((int) crc.getValue()) + ", SHA-256 " + hex.formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
