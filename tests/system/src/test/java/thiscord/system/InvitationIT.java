package thiscord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.kit.Planes;
import thiscord.kit.Processes;
import thiscord.kit.Running;

/** One line from who owns a room to who is invited, with the real commands, in plain text and with the key in it. */
class InvitationIT {
    private static final String NO_KEY = "SHA256:" + "A".repeat(43);

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    private Running command(String... arguments) {
        return processes.thiscord(Map.of("HOME", folder.toString()), arguments);
    }

    private Running rooms(Planes up, String... arguments) {
        List<String> all = new ArrayList<>(List.of("rooms"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--registry", Address.loopback(up.rooms()).toString(), "--nick", "alice"));
        return command(all.toArray(new String[0]));
    }

    private String invitation(Planes up, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "invitation",
                "create",
                "lab",
                "--at",
                Address.loopback(up.hub()).toString()));
        all.addAll(List.of(more));
        Running made = rooms(up, all.toArray(new String[0]));
        String line = made.out().next();
        assertThat(made.exit()).isZero();
        return line;
    }

    private Running come(String line, String nick) {
        Running client = command("client", line, "--nick", nick);
        client.type("made it");
        client.endInput();
        return client;
    }

    @Test
    void oneLineIsAllThatAGuestNeeds() {
        Planes up = processes.up(folder.resolve("data"), "--guests", "on");
        assertThat(rooms(up, "create", "lab", "--access", "invited").exit()).isZero();

        String line = invitation(up);
        Running bob = come(line, "bob");
        assertThat(bob.exit()).as(() -> String.join("\n", bob.err().toTheEnd())).isZero();
        Running carol = come(line, "carol");
        assertThat(carol.exit()).isEqualTo(4);
        assertThat(carol.err().toTheEnd()).singleElement().asString().contains("used up");

        Running tricked = come(invitation(up, "--hub-key", NO_KEY), "dora");
        assertThat(tricked.exit()).isEqualTo(4);
        assertThat(tricked.err().toTheEnd()).singleElement().asString().contains("shows the key SHA256:", NO_KEY);

        Running broken = come(line.substring(0, line.length() - 1), "bob");
        assertThat(broken.exit()).isEqualTo(2);
        assertThat(broken.err().toTheEnd().get(0)).contains("secret of an invitation", "whole");

        List<String> listed = rooms(up, "invitation", "list", "lab").out().toTheEnd();
        assertThat(listed).hasSize(3).noneMatch(one -> one.contains(line.substring(line.length() - 32)));
        assertThat(rooms(up, "invitation", "revoke", "lab", "2").out().toTheEnd())
                .containsExactly("invitation 2 to 'lab' is void.");
        assertThat(rooms(up, "audit", "lab").out().toTheEnd().toString()).contains("redeemed", "revoked");
    }
}
