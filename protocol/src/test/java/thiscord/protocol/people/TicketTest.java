package thiscord.protocol.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TicketTest {
    private static final KeyPair OURS = Ed25519.newPair();
    private static final Ticket ALICE = new Ticket("alice", 7, 1000, 4600);

    @Test
    void aTicketIsReadWithTheKeyOfWhoSignedIt() {
        String text = ALICE.signed(OURS.getPrivate());

        assertThat(text.length()).isLessThan(Ticket.MOST_CHARS);
        assertThat(Ticket.read(text, OURS.getPublic())).isEqualTo(ALICE);
        assertThat(Ticket.read(text, Ed25519.newPair().getPublic())).isNull();
    }

    @Test
    void anAlteredTicketIsNone() {
        String text = ALICE.signed(OURS.getPrivate());
        String signature = text.substring(text.indexOf('.'));
        String forged = new String(
                        Base64.getUrlDecoder().decode(text.substring(0, text.indexOf('.'))), StandardCharsets.UTF_8)
                .replace("alice", "admin");
        String fields = Base64.getUrlEncoder().withoutPadding().encodeToString(forged.getBytes(StandardCharsets.UTF_8));

        assertThat(Ticket.read(fields + signature, OURS.getPublic())).isNull();
        assertThat(Ticket.read("", OURS.getPublic())).isNull();
        assertThat(Ticket.read("....", OURS.getPublic())).isNull();
        assertThat(Ticket.read(".".repeat(100_000), OURS.getPublic())).isNull();
        assertThat(Ticket.read(text + text, OURS.getPublic())).isNull();
    }

    @Test
    void aPrivateKeyInPemGivesThePairBack() {
        KeyPair read = Ed25519.readPem("a comment\n" + Ed25519.pem(OURS.getPrivate()));

        assertThat(read).isNotNull();
        assertThat(read.getPublic()).isEqualTo(OURS.getPublic());
        assertThat(Ed25519.publicKey(Ed25519.text(OURS.getPublic()))).isEqualTo(OURS.getPublic());
        assertThat(Ed25519.readPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
                .isNull();
        assertThat(Ed25519.publicKey("AAAA")).isNull();
        assertThat(Ed25519.publicKey("ä".repeat(1000))).isNull();
    }

    @Test
    void aProofHoldsForItsNonceNameAndKeyOnly() {
        String proof = LoginProof.sign(OURS.getPrivate(), "n-1", "Alice");

        assertThat(LoginProof.verifies(OURS.getPublic(), "n-1", "alice", proof)).isTrue();
        assertThat(LoginProof.verifies(OURS.getPublic(), "n-2", "alice", proof)).isFalse();
        assertThat(LoginProof.verifies(OURS.getPublic(), "n-1", "bob", proof)).isFalse();
        assertThat(LoginProof.verifies(Ed25519.newPair().getPublic(), "n-1", "alice", proof))
                .isFalse();
        assertThat(LoginProof.verifies(OURS.getPublic(), "n-1", "alice", "?")).isFalse();
    }
}
