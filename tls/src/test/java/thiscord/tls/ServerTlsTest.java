package thiscord.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

class ServerTlsTest {
    @TempDir
    private Path folder;

    @Test
    void theKeyIsMadeOnceForItsOwnerAloneAndStays() throws IOException {
        Fingerprint first = fingerprint(KeyFiles.inFolder(folder.resolve("new")));

        assertThat(fingerprint(KeyFiles.inFolder(folder.resolve("new")))).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new/server.pem"))))
                .isEqualTo("rw-------");
        assertThat(fingerprint(KeyFiles.inFolder(folder.resolve("other")))).isNotEqualTo(first);
    }

    @Test
    void newFilesAreTakenWithoutARestartAndABrokenOneKeepsTheOldKey() throws IOException {
        String one = SelfSigned.pem();
        String two = SelfSigned.pem();
        Path key = Files.writeString(folder.resolve("key.pem"), one);
        Path certificate = Files.writeString(folder.resolve("cert.pem"), one);
        try (ServerTls tls = ServerTls.open(KeyFiles.given(key, certificate))) {
            Fingerprint first = tls.fingerprint();

            replace(key, two, 1);
            tls.lookAgain();
            assertThat(tls.fingerprint()).as("the key of another certificate").isEqualTo(first);

            replace(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 2);
            tls.lookAgain();
            assertThat(tls.fingerprint()).as("no certificate").isEqualTo(first);

            Files.delete(certificate);
            tls.lookAgain();
            assertThat(tls.fingerprint()).as("no file").isEqualTo(first);

            replace(certificate, two, 3);
            tls.lookAgain();
            assertThat(tls.fingerprint()).as("both are there").isNotEqualTo(first);
        }
    }

    @Test
    void filesThatCannotBeUsedEndTheStartWithALineThatSaysWhy() throws IOException {
        Path one = Files.writeString(folder.resolve("one.pem"), SelfSigned.pem());
        Path two = Files.writeString(folder.resolve("two.pem"), SelfSigned.pem());
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path old =
                Files.writeString(folder.resolve("old.pem"), SelfSigned.pem().replace("PRIVATE KEY", "EC PRIVATE KEY"));

        refuses(KeyFiles.given(one, two), "one.pem is not the key of the certificate in");
        refuses(KeyFiles.given(one, empty), "empty.pem has no CERTIFICATE section");
        refuses(KeyFiles.given(old, one), "openssl pkcs8 -topk8");
        refuses(KeyFiles.given(one, folder.resolve("none.pem")), "none.pem is missing");
    }

    private static void refuses(KeyFiles files, String why) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> ServerTls.open(files))
                .withMessageContaining(why)
                .withMessageContaining("--tls-key and --tls-cert")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION));
    }

    private static Fingerprint fingerprint(KeyFiles files) {
        try (ServerTls tls = ServerTls.open(files)) {
            return tls.fingerprint();
        }
    }

    /** With a time of its own, as the clock of a file system may be coarse. */
    private static void replace(Path file, String text, int minute) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(60L * minute)));
    }
}
