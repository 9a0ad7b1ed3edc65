package thiscord.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String TEXT = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    @TempDir
    private Path folder;

    @Test
    void itIsTheHashOfThePublicKey() throws IOException, GeneralSecurityException {
        Path file = Files.writeString(folder.resolve("a.pem"), SelfSigned.pem());
        var certificate = Pem.certificates(file).get(0);
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(certificate.getPublicKey().getEncoded());

        assertThat(Fingerprint.of(certificate).text())
                .isEqualTo("SHA256:" + Base64.getEncoder().encodeToString(hash).replace("=", ""));
    }

    @Test
    void paddingMakesNoDifference() {
        assertThat(Fingerprint.parse(TEXT + "=")).isEqualTo(Fingerprint.parse(TEXT));
        assertThat(Fingerprint.parse(TEXT)).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SHA256:",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "MD5:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF",
                "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV",
                "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU ",
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fingerprint.parse(text))
                .withMessageContaining("is no fingerprint");
    }
}
