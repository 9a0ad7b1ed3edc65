package thiscord.protocol.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressKeyTest {
    @Test
    void aNetworkOfVersionSixIsOneAndThisMachineIsOne() {
        assertThat(AddressKey.of("2001:db8::16")).isEqualTo(AddressKey.of("2001:db8::ffff:17"));
        assertThat(AddressKey.of("fe80::1%eth0")).isEqualTo(AddressKey.of("fe80::2%2"));
        assertThat(AddressKey.of("2001:db8:0:1::16")).isNotEqualTo(AddressKey.of("2001:db8::16"));
        assertThat(AddressKey.of("192.0.2.1")).isNotEqualTo(AddressKey.of("192.0.2.2"));
        assertThat(AddressKey.of("::ffff:192.0.2.1")).isEqualTo(AddressKey.of("192.0.2.1"));
        for (String local : new String[] {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"}) {
            assertThat(AddressKey.of(local)).isEqualTo(AddressKey.LOOPBACK);
        }
        assertThat(AddressKey.of("local")).isEqualTo("local");
    }
}
