package thiscord.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/** A server's key as it was read from its files, ready to be used. */
record ServerKey(Fingerprint fingerprint, SSLContext context) {
    /** @throws Failure if the files cannot be read, or do not belong together */
    static ServerKey read(KeyFiles files) {
        try {
            List<X509Certificate> chain = Pem.certificates(files.certificate());
            PrivateKey key = Pem.key(files.key(), chain.get(0).getPublicKey().getAlgorithm());
            check(files, key, chain.get(0));
            return new ServerKey(Fingerprint.of(chain.get(0)), context(key, chain));
        } catch (IOException e) {
            throw unusable(files, Failure.why(e), e);
        } catch (GeneralSecurityException e) {
            throw unusable(files, String.valueOf(e.getMessage()), e);
        }
    }

    private static Failure unusable(KeyFiles files, String why, Exception e) {
        String what = files.ours()
                ? "the server's key " + files.key() + " cannot be used: " + why
                        + "; move it away to have a new one made (clients then see another fingerprint)"
                : "the server's key cannot be used: " + why + "; see --tls-key and --tls-cert";
        return new Failure(ExitCode.BAD_CONFIGURATION, what, e);
    }

    /** A signature by the one that the other does not verify would fail each handshake. */
    private static void check(KeyFiles files, PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        String by = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        Signature signature = Signature.getInstance(by);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException(
                    files.key() + " is not the key of the certificate in " + files.certificate());
        }
    }

    private static SSLContext context(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = new char[0];
        store.setKeyEntry("server", key, password, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), null, new SecureRandom());
        return context;
    }
}
