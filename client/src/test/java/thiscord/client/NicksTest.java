package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Names;

class NicksTest {
    @Test
    void anyAccountNameGivesNicksThatAHubTakes() {
        for (String account : List.of("ann", "DOMAIN\\Ann Lee", "", "..", "-x", "日本", "x".repeat(99), "a b")) {
            assertThat(Nicks.of(account)).hasSize(9).doesNotHaveDuplicates().allMatch(n -> Names.checkNick(n) == null);
        }
        assertThat(Nicks.of("ann")).startsWith("ann", "ann2");
    }
}
