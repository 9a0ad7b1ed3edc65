package thiscord.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLineTest {
    private static final String REST = " HTTP/1.1\r\nHost: localhost\r\n\r\n/nick root\n";

    /** The same whether it comes at once, byte by byte, or in two parts. */
    private static FirstLine.Kind kind(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        FirstLine.Kind atOnce = new FirstLine().read(bytes, 0, bytes.length);
        FirstLine bytewise = new FirstLine();
        for (byte next : bytes) {
            bytewise.read(next);
        }
        assertThat(bytewise.kind()).isEqualTo(atOnce);
        for (int cut = 0; cut < Math.min(bytes.length, 60); cut++) {
            FirstLine twice = new FirstLine();
            twice.read(bytes, 0, cut);
            assertThat(twice.read(bytes, cut, bytes.length - cut)).isEqualTo(atOnce);
        }
        return atOnce;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /", "POST /x", "post /", "Patch /a", "PUT http://h/", "GET HTTPS://h/", "CONNECT h:1", "CONNECT x",
                "OPTIONS *", "PRI * ", "PROPFIND /", "FOO http://x", "M-SEARCH /x", "\r\nPOST /", "\n\r\n \tGET /",
                        "GET   /",
                "GET\t/", "TRACE /", "HEAD /", "delete /general"
            })
    void aRequestLineIsHttpWhateverFollows(String begun) {
        assertThat(kind(begun)).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind(begun + REST)).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind(begun + "a".repeat(100_000) + REST)).isEqualTo(FirstLine.Kind.HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo /", "x! /nick", "fo0 http://h", "Mkcol /", "connect host:1", "options *", "pri *"})
    void anotherWordIsAMethodIfTheLineHasTheVersion(String begun) {
        assertThat(kind(begun)).isEqualTo(FirstLine.Kind.UNDECIDED);
        assertThat(kind(begun + REST)).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind(begun + "a".repeat(100_000) + REST)).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind(begun + " http/2.0\n")).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind(begun + " and more\n")).isEqualTo(FirstLine.Kind.OURS);
    }

    @Test
    void aMethodOfAnyLengthIsOne() {
        assertThat(kind("A".repeat(50_000) + " /x")).isEqualTo(FirstLine.Kind.HTTP);
        assertThat(kind("a".repeat(50_000) + " /x" + REST)).isEqualTo(FirstLine.Kind.HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nick alice\n",
                "/join general\nGET / HTTP/1.1\n",
                "{\"type\":",
                "hello\n",
                "hello world\n",
                "get well\n",
                "get hold of it\n",
                "put it there\n",
                "5 10\n",
                "5 /2\n",
                "5 * 10\n",
                "r 1\n",
                "w 1 5\nGET /",
                "q\n",
                "see /etc/hosts\n",
                "look http://example.org\n",
                "Hello, World!",
                "(5 * 3)",
                "A /b\n",
                "GET\n",
                "POST \n",
                "connect me\n",
                "what is HTTP/1.1\n",
                "ü /x"
            })
    void whatPeopleAndProgramsSayIsNot(String said) {
        assertThat(kind(said)).isEqualTo(FirstLine.Kind.OURS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "G", "POST", "POST ", "hello", "GET ht", "\n \r\n"})
    void aBeginningIsUndecided(String begun) {
        assertThat(kind(begun)).isEqualTo(FirstLine.Kind.UNDECIDED);
    }
}
