package thiscord.subscriber.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.cli.Failure;

/** Whom a webhook may talk to, what it takes an answer for, how it signs. */
class WebhookRulesTest {
    private static AllowedHosts hosts(List<String> allowed, String... addresses) {
        return new AllowedHosts(allowed, host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        });
    }

    @Test
    void aHostOfThePublicInternetIsAllowedByItsName() throws UnknownHostException {
        AllowedHosts hosts = hosts(List.of("Hooks.Example.org"), "93.184.215.14", "2606:2800:21f:cb07::1");

        assertThat(hosts.wrong("hooks.example.org")).isNull();
        assertThat(hosts.wrong("hooks.example.org.")).isNull();
        assertThat(hosts.wrong("example.org"))
                .isEqualTo("example.org is not allowed; --allow-host example.org allows it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "240.0.0.1",
                "198.18.0.1",
                "192.0.0.8",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001::1",
                "::10.0.0.1"
            })
    void aNameThatLeadsIntoTheHouseIsNotAllowedUnlessTheAddressIsNamedToo(String address) throws UnknownHostException {
        assertThat(hosts(List.of("a.example"), "93.184.215.14", address).wrong("a.example"))
                .contains("which is not a public address");
        assertThat(hosts(List.of("a.example", address), "93.184.215.14", address)
                        .wrong("a.example"))
                .isNull();
    }

    @Test
    void localhostNamesTheWholeLoopbackAndNothingElse() throws UnknownHostException {
        assertThat(hosts(List.of("localhost"), "127.0.0.1", "::1").wrong("localhost"))
                .isNull();
        assertThat(hosts(List.of("localhost"), "10.0.0.1").wrong("localhost")).isNotNull();
        assertThat(hosts(List.of("[::1]"), "::1").wrong("[::1]")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost/", "http:///x", "mailto:a@example.org", "http://a:b@localhost/", "/x"})
    void onlyAWebAddressWithoutAPasswordWillDo(String address) {
        assertThatThrownBy(() -> WebhookSink.to(URI.create(address), List.of("localhost"), null, Duration.ofSeconds(1)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it is not http://HOST");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "120, 120",
        "'Sat, 21 Nov 2026 10:00:30 GMT', 30",
        "'Sat, 21 Nov 2026 09:00:00 GMT', 0",
        "soon, 0",
        "-5, 0",
        "'', 0"
    })
    void retryAfterIsSecondsOrADate(String text, long seconds) {
        assertThat(WebhookSink.wait(text, () -> Instant.parse("2026-11-21T10:00:00Z")))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    /** The example of the specification, https://www.standardwebhooks.com. */
    @Test
    void itSignsAsStandardWebhooksDo(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        String signed = Signature.of(file)
                .of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(signed).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aSecretThatOthersReadOrThatIsShortIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "0123456789abcdef");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Signature.of(file)).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Signature.of(file)).isNotNull();
        Files.writeString(file, "short");
        assertThatThrownBy(() -> Signature.of(file)).hasMessageContaining("fewer than 16");
        assertThatThrownBy(() -> Signature.of(folder.resolve("none"))).hasMessageContaining("is missing");
    }
}
