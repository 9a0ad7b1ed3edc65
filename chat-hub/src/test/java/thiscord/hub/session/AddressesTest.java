package thiscord.hub.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Addresses addresses = new Addresses(Fairness.DEFAULT);

    private static InetAddress ip(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAddressHasAsManySessionsAsAllowedAndAnotherOnceOneLeft() {
        Addresses.Entry first = addresses.enter(ip("192.0.2.1"), 2, 0);
        addresses.enter(ip("192.0.2.1"), 2, 0);

        assertThat(addresses.enter(ip("192.0.2.1"), 2, 0)).isNull();
        assertThat(addresses.enter(ip("192.0.2.2"), 2, 0)).isNotNull();
        addresses.leave(first, 0);
        assertThat(addresses.enter(ip("192.0.2.1"), 2, 0)).isSameAs(first);
    }

    @Test
    void aNetworkOfIpV6IsOneAddress() {
        addresses.enter(ip("2001:db8:0:1::1"), 1, 0);

        assertThat(addresses.enter(ip("2001:db8:0:1:ffff::2"), 1, 0)).isNull();
        assertThat(addresses.enter(ip("2001:db8:0:2::1"), 1, 0)).isNotNull();
    }

    @Test
    void whoComesBackDoesNotBeginAnew() {
        Addresses.Entry entry = addresses.enter(ip("192.0.2.1"), 1, 0);
        entry.lines.spend(Fairness.DEFAULT.addressBurst(), 0);
        addresses.leave(entry, 0);
        addresses.sweep(SECOND);

        Addresses.Entry again = addresses.enter(ip("192.0.2.1"), 1, SECOND);

        assertThat(again).isSameAs(entry);
        addresses.leave(again, SECOND);
        addresses.sweep(3600 * SECOND);
        assertThat(addresses.size()).isZero();
    }

    @Test
    void whoSaidNothingIsForgottenAtOnce() {
        addresses.leave(addresses.enter(ip("192.0.2.1"), 1, 0), 0);

        assertThat(addresses.size()).isZero();
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < Addresses.REMEMBERED + 500; i++) {
            Addresses.Entry entry = addresses.enter(ip("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256), 1, 0);
            entry.lines.spend(100, 0);
            addresses.leave(entry, 0);
        }

        assertThat(addresses.size()).isEqualTo(Addresses.REMEMBERED);
    }
}
