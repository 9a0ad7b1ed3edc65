package thiscord.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A new EC key (P-256) and a certificate for it that it signs itself. The certificate says nothing but the key: clients
 * go by the fingerprint, so its name is the same everywhere and it never expires (RFC 5280, 4.1.2.5).
 */
final class SelfSigned {
    private static final X500Name NAME = new X500Name("CN=ThisCord");
    private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

    private SelfSigned() {}

    /** Both as PEM, the key first. */
    static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509CertificateHolder certificate = new JcaX509v3CertificateBuilder(
                            NAME,
                            new BigInteger(127, new SecureRandom()).setBit(126),
                            new Date(0),
                            Date.from(NO_END),
                            NAME,
                            pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
            return Pem.section("PRIVATE KEY", pair.getPrivate().getEncoded())
                    + Pem.section("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java makes EC keys", e);
        }
    }
}
