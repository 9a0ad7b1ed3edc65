package thiscord.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.cli.Address;
import thiscord.cli.Failure;

class ListeningTest {
    private static final Address LOOPBACK = Address.loopback(12_345);
    private static final KeyFiles KEY = KeyFiles.inFolder(Path.of("data"));

    private static Listening also(String... beyond) {
        return new KeyOptions().on(LOOPBACK, List.of(beyond), Path.of("data"));
    }

    @Test
    void otherAddressesAreListenedAtBesideLoopback() {
        assertThat(also().addresses()).containsExactly(LOOPBACK);
        assertThat(also("10.0.0.7", "[2001:db8::1]:99").addresses())
                .containsExactly(LOOPBACK, new Address("10.0.0.7", 12_345), new Address("2001:db8::1", 99));
    }

    @Test
    void allAddressesTakeThePlaceOfLoopbackAtTheSamePort() {
        assertThat(also("0.0.0.0").addresses()).containsExactly(new Address("0.0.0.0", 12_345));
        assertThat(also("::").addresses()).containsExactly(new Address("::", 12_345));
        assertThat(also("0.0.0.0:99").addresses()).containsExactly(LOOPBACK, new Address("0.0.0.0", 99));
    }

    @Test
    void plainTextIsTakenOnLoopbackAlone() throws UnknownHostException {
        Listening usual = also("10.0.0.7");

        assertThat(usual.takesPlain(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(usual.takesPlain(InetAddress.getByName("127.9.9.9"))).isTrue();
        assertThat(usual.takesPlain(InetAddress.getByName("::1"))).isTrue();
        assertThat(usual.takesPlain(InetAddress.getByName("10.0.0.7"))).isFalse();
        assertThat(usual.takesPlain(InetAddress.getByName("192.168.1.2"))).isFalse();
        assertThat(usual.withPlainBeyond(true).takesPlain(InetAddress.getByName("10.0.0.7")))
                .isTrue();
    }

    @Test
    void plainTextCanBeRefusedOnLoopbackToo() throws UnknownHostException {
        Listening strict = new Listening(LOOPBACK, List.of(), KEY, false, false);

        assertThat(strict.takesPlain(InetAddress.getByName("127.0.0.1"))).isFalse();
    }

    @Test
    void withoutAKeyNothingBeyondLoopbackIsOpened() {
        Listening beyond = new KeyOptions().on(LOOPBACK, List.of("10.0.0.7"), null);

        assertThat(Listening.on(LOOPBACK).open()).isNull();
        assertThatExceptionOfType(Failure.class).isThrownBy(beyond::open).withMessageContaining("TLS needs a key");
        assertThat(beyond.withPlainBeyond(true).open()).isNull();
    }
}
