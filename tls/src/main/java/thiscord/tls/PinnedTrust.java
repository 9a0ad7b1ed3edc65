package thiscord.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Goes by the key of a server and nothing else. Being an extended trust manager it is the last word: the JDK adds no
 * check of names or algorithms of its own, in any version.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final ClientTls expected;

    PinnedTrust(ClientTls expected) {
        this.expected = expected;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how) throws CertificateException {
        expected.check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how, Socket socket) throws CertificateException {
        expected.check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how, SSLEngine engine) throws CertificateException {
        expected.check(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how, Socket socket) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how, SSLEngine engine) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
