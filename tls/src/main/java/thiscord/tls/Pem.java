package thiscord.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates in the text form of RFC 7468. */
final class Pem {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern SECTION =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    static String section(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** The certificates in a file, the server's own first. */
    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (byte[] der : sections(file, "CERTIFICATE")) {
            Certificate one = factory.generateCertificate(new ByteArrayInputStream(der));
            found.add((X509Certificate) one);
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException(file + " has no CERTIFICATE section");
        }
        return found;
    }

    /** The private key in a file. */
    static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        List<byte[]> found = sections(file, "PRIVATE KEY");
        if (found.size() != 1) {
            throw new GeneralSecurityException(file + " has " + found.size()
                    + " sections PRIVATE KEY and one is wanted (openssl pkcs8 -topk8 -nodes makes one)");
        }
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(found.get(0)));
    }

    private static List<byte[]> sections(Path file, String label) throws IOException, GeneralSecurityException {
        if (Files.size(file) > MOST_BYTES) {
            throw new GeneralSecurityException(file + " is too long for a key or a certificate");
        }
        List<byte[]> found = new ArrayList<>();
        Matcher section = SECTION.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (section.find()) {
            if (section.group(1).equals(label)) {
                found.add(decoded(file, section.group(2)));
            }
        }
        return found;
    }

    private static byte[] decoded(Path file, String body) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " has a section that is not base64", e);
        }
    }
}
