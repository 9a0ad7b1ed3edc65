package thiscord.protocol.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvitationTest {
    private static final String SECRET = "abcdefghijklmnopqrstuvwxyzABC-_9";
    private static final String KEY = "SHA256:" + "a+/".repeat(14) + "A";
    private static final String LINE = "thiscord://chat.example:12345,[2001:db8::1]:443/Caf%C3%A9?key=" + KEY
            + "&role=reader&uses=5&expires=2026-12-24T18:00:00Z&secret=" + SECRET;

    private static final Invitation READ = new Invitation(
            List.of("chat.example:12345", "[2001:db8::1]:443"), KEY, "Café", "reader", 5, 1_798_135_200_000L, SECRET);

    private static String wrong(String line) {
        IllegalArgumentException e = catchThrowableOfType(IllegalArgumentException.class, () -> Invitation.parse(line));
        assertThat(e).as(line).isNotNull();
        return String.valueOf(e.getMessage());
    }

    @Test
    void aLineIsReadAsItIsWritten() {
        assertThat(Invitation.parse(LINE)).isEqualTo(READ);
        assertThat(READ.line()).isEqualTo(LINE);
        assertThat(Invitation.isMeant(LINE.toUpperCase(Locale.ROOT))).isTrue();
    }

    @Test
    void toThisMachineNoKeyIsNeeded() {
        String line = "thiscord://127.0.0.1:12345/lab?role=member&uses=1&expires=2026-12-24T18:00:00Z&secret=" + SECRET;

        assertThat(Invitation.parse(line).line()).isEqualTo(line);
        assertThat(wrong(line.replace("127.0.0.1", "192.0.2.7"))).endsWith("names the server's key");
    }

    @Test
    void secretsAreLongAndDifferAndAreInNoText() {
        String secret = Invitation.newSecret();

        assertThat(secret).hasSize(32).isNotEqualTo(Invitation.newSecret());
        assertThat(Invitation.hashOf(secret)).matches("[0-9a-f]{64}").isEqualTo(Invitation.hashOf(secret));
        assertThat(READ.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "thiscord://,http://,begins with thiscord",
        "role=reader,role=king,role",
        "uses=5,uses=0,uses",
        "uses=5,uses=1001,uses",
        "uses=5,uses=99999999999,uses",
        "expires=2026,expires=soon,end of an invitation",
        "secret=a,secret=aa,secret",
        "&secret=a,&sacret=a,fields",
        "role=reader,role=reader&role=reader,once",
        "Caf%C3%A9,a%20b,room",
        "Caf%C3%A9,%zz,room",
        "Caf%C3%A9,'',room",
        "key=SHA256:,key=MD5:,key",
        ":12345,:0,HOST:PORT",
        ":12345,:70000,HOST:PORT",
        "chat.example:12345,'',HOST:PORT",
        "chat.example:12345,'a:1,b:1,c:1,d:1',1 to 4 addresses",
        "?key,key,whole",
    })
    void whatIsWrongIsSaidInOneLineWithoutTheSecret(String part, String instead, String said) {
        String line = LINE.replace(part, instead);

        assertThat(wrong(line)).contains(said).doesNotContain("\n", SECRET);
        assertThat(wrong(LINE + "&" + "x".repeat(Invitation.MOST_CHARS))).contains("at most 2000");
    }
}
