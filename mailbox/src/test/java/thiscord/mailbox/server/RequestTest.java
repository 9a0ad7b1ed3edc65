package thiscord.mailbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.mailbox.blocks.Layout;
import thiscord.mailbox.server.Request.Kind;

class RequestTest {
    private static final MailboxSettings SETTINGS = MailboxSettings.of(new Layout(5, 2048), 0, 1024);

    private static Request of(String line) {
        return Request.of(line, SETTINGS);
    }

    @ParameterizedTest
    @CsvSource({"r 0,0", "r0,0", "r 4,4", "'  r   4  ',4", "'r4\r',4"})
    void reads(String line, int mailbox) {
        assertThat(of(line)).isEqualTo(new Request(Kind.READ, mailbox, 0, null));
    }

    @ParameterizedTest
    @CsvSource({"w 1,1,-1", "w1,1,-1", "w 1 0,1,0", "w1 1024,1,1024", "'w 1  7\r',1,7"})
    void writes(String line, int mailbox, int length) {
        assertThat(of(line)).isEqualTo(new Request(Kind.WRITE, mailbox, length, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r 5", "r", "r -1", "r x", "r 99999999999999999999", "w", "w 5 3", "w x", "r 1.5"})
    void refusesNumbersOfNoMailbox(String line) {
        assertThat(of(line).refusal()).isEqualTo("! bad-mailbox: the mailboxes have the numbers 0 to 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"w 1 x", "w 1 -5", "w 1 2 3", "w 1 99999999999"})
    void refusesLengthsThatAreNone(String line) {
        assertThat(of(line).refusal()).startsWith("! bad-length: ");
        assertThat(of(line).length()).isEqualTo(Request.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "read 1", "write 1", "R 1", "hello", "GET / HTTP/1.1", "qq", "r 1 2"})
    void refusesWhatIsNoCommand(String line) {
        assertThat(of(line).refusal()).startsWith("! unknown-command: ");
    }

    @Test
    void refusesMoreThanAPacketOrAMailboxHolds() {
        assertThat(of("w 1 1025").refusal()).isEqualTo("! too-large: a write has at most 1024 bytes here");
        MailboxSettings small = MailboxSettings.of(new Layout(1, 10), 0, 1024);
        assertThat(Request.of("w 0 11", small).refusal()).isEqualTo("! too-large: a write has at most 10 bytes here");
        assertThat(Request.of("w 1 1", small).refusal()).isEqualTo("! bad-mailbox: the only mailbox is number 0");
    }

    @ParameterizedTest
    @CsvSource({
        "r 1 after 7,7,5000",
        "r1 after 0 within 9,0,9",
        "'r 1  after  7  within 9ms',7,9",
        "r 1 after 7 within 2s,7,2000",
        "r 1 after 999999999999999999 within 1m,999999999999999999,60000"
    })
    void aReadMayWaitForANewerVersion(String line, long after, long within) {
        assertThat(of(line)).isEqualTo(new Request(Kind.READ, 1, 0, "", after, within, null));
    }

    @ParameterizedTest
    @CsvSource({
        "r 1 after,unknown-command",
        "r 1 after x,unknown-command",
        "r 1 after -1,unknown-command",
        "r 1 after 3 within,unknown-command",
        "r 1 after 3 within 4h,unknown-command",
        "r 1 before 3,unknown-command",
        "r 1 after 3 within 0,bad-time",
        "r 1 after 3 within 11m,bad-time",
        "r 1 after 3 within 999999999m,bad-time",
        "r 9 after 3,bad-mailbox"
    })
    void refusesToWaitForWhatCannotBe(String line, String reason) {
        assertThat(of(line).refusal()).startsWith("! " + reason + ": ");
    }

    @Test
    void numbersMayBeginWithOne() {
        MailboxSettings fromOne = SETTINGS.withForm(1, true);
        assertThat(Request.of("r 1", fromOne).mailbox()).isZero();
        assertThat(Request.of("w 5 3", fromOne).mailbox()).isEqualTo(4);
        assertThat(Request.of("r 0", fromOne).refusal())
                .isEqualTo("! bad-mailbox: the mailboxes have the numbers 1 to 5");
        assertThat(Request.of("r 6", fromOne).refusal()).startsWith("! bad-mailbox: ");
        assertThat(Request.of("r 99999999999", fromOne).refusal()).startsWith("! bad-mailbox: ");
    }

    @Test
    void anEmptyLineIsNothing() {
        assertThat(of("").kind()).isEqualTo(Kind.NOTHING);
        assertThat(of(" \r").kind()).isEqualTo(Kind.NOTHING);
        assertThat(of("q").kind()).isEqualTo(Kind.QUIT);
    }
}
