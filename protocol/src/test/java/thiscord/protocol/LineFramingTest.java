package thiscord.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFramingTest {
    private static final int LIMIT = 16;

    private final LineFraming framing = new LineFraming(LIMIT);
    private final List<String> found = new ArrayList<>();

    @Test
    void linesEndWithLfOrCrLfAndTheEndIsNotPartOfThem() {
        feed("one\ntwo\r\n\n\r\nthr\ree\n");

        assertThat(found).containsExactly("one", "two", "", "", "thr\ree");
        assertThat(framing.partial()).isFalse();
    }

    @Test
    void everyWayToCutAStreamGivesTheSameFrames() {
        String stream = "a\r\n\nbb\r\r\n" + "x".repeat(LIMIT) + "\r\n" + "y".repeat(LIMIT + 1) + "\n" + "z".repeat(70)
                + "\r\nlast\r\n";
        feed(stream);
        List<String> whole = List.copyOf(found);
        assertThat(whole).containsExactly("a", "", "bb\r", "x".repeat(LIMIT), "TOO_LONG", "TOO_LONG", "last");

        for (int first = 0; first <= stream.length(); first++) {
            for (int second = first; second <= stream.length(); second++) {
                found.clear();
                feed(stream.substring(0, first));
                feed(stream.substring(first, second));
                feed(stream.substring(second));
                assertThat(found).as("cut at %d and %d", first, second).isEqualTo(whole);
            }
        }
    }

    @Test
    void randomStreamsInRandomPiecesGiveWhatASimpleSplitGives() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            StringBuilder stream = new StringBuilder();
            for (int n = random.nextInt(60); n >= 0; n--) {
                stream.append("ab\r\n\n".charAt(random.nextInt(5)));
                stream.append(random.nextInt(8) == 0 ? "c".repeat(random.nextInt(3 * LIMIT)) : "");
            }
            stream.append('\n');
            found.clear();
            for (int at = 0; at < stream.length(); ) {
                int to = Math.min(stream.length(), at + random.nextInt(9));
                feed(stream.substring(at, to));
                at = to;
            }

            assertThat(found).isEqualTo(split(stream.toString()));
        }
    }

    @Test
    void aReaderThatStopsInTheMiddleOfATurnMissesNothing() {
        Random random = new Random(12);
        for (int round = 0; round < 2000; round++) {
            StringBuilder stream = new StringBuilder();
            for (int n = random.nextInt(60); n >= 0; n--) {
                stream.append("ab\r\n\n".charAt(random.nextInt(5)));
            }
            stream.append('\n');
            byte[] bytes = stream.toString().getBytes(ISO_8859_1);
            found.clear();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(20));
                framing.wrap(bytes, at, length);
                at += length;
                read(random.nextInt(4));
                framing.retain();
            }
            read(Integer.MAX_VALUE);
            framing.retain();

            assertThat(found).isEqualTo(split(stream.toString()));
            assertThat(framing.unfinished()).isFalse();
        }
    }

    private void read(int most) {
        Framing.Result result = Framing.Result.FRAME;
        for (int i = 0; i < most && result != Framing.Result.NONE; i++) {
            result = framing.next();
            if (result != Framing.Result.NONE) {
                found.add(result == Framing.Result.FRAME ? frame() : result.name());
            }
        }
    }

    /** A line of the limit and a CR may still become one of the limit and CR LF; any more is too long. */
    private static List<String> split(String stream) {
        List<String> lines = new ArrayList<>();
        for (String line : stream.substring(0, stream.length() - 1).split("\n", -1)) {
            String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            lines.add(bare.length() > LIMIT ? "TOO_LONG" : bare);
        }
        return lines;
    }

    @Test
    void aLineOfTheLimitMayHaveItsEndInLaterReads() {
        feed("x".repeat(LIMIT));
        feed("\r");
        assertThat(found).isEmpty();
        feed("\n");

        assertThat(found).containsExactly("x".repeat(LIMIT));
    }

    @Test
    void aLineThatIsTooLongIsToldOnceAtOnceAndSkippedToItsEnd() {
        feed("x".repeat(LIMIT + 1));
        assertThat(found).containsExactly("TOO_LONG");
        for (int i = 0; i < 1000; i++) {
            feed("x".repeat(10));
            assertThat(framing.partial()).isFalse();
        }
        feed("x\nnext\n");

        assertThat(found).containsExactly("TOO_LONG", "next");
    }

    @Test
    void nothingIsHeldWhileNoLineIsUnfinished() {
        feed("par");
        assertThat(framing.frameBytes().length).isPositive();
        feed("tial\n");

        assertThat(framing.frameBytes()).isEmpty();
    }

    @Test
    void whatIsHeldIsBoundedAlsoWhenNobodyReads() {
        byte[] read = "y\n".repeat(32 * 1024).getBytes(ISO_8859_1);
        framing.wrap(read, 0, read.length);
        framing.next();
        framing.retain();
        assertThat(framing.frameBytes().length).isLessThanOrEqualTo(read.length);

        for (int i = 1; i < read.length / 2; i++) {
            assertThat(framing.next()).isEqualTo(Framing.Result.FRAME);
        }
        framing.retain();
        feed("z");

        assertThat(framing.frameBytes().length).isLessThanOrEqualTo(2 * LIMIT + 64);
    }

    @Test
    void aBufferThatWasLargeShrinksToWhatIsLeft() {
        byte[] read = ("y\n".repeat(32 * 1024) + "zz").getBytes(ISO_8859_1);
        framing.wrap(read, 0, read.length);
        framing.next();
        framing.retain();
        assertThat(framing.frameBytes().length).isGreaterThan(60_000);
        while (framing.next() == Framing.Result.FRAME) {
            assertThat(framing.frameLength()).isOne();
        }
        framing.retain();

        assertThat(framing.frameBytes().length).isEqualTo(64);
        feed("\n");
        assertThat(found).containsExactly("zz");
    }

    @Test
    void theGivenArrayIsNotReadAfterTheTurn() {
        byte[] lent = "abc".getBytes(ISO_8859_1);
        framing.wrap(lent, 0, 3);
        framing.next();
        framing.retain();
        lent[0] = 'X';
        feed("\n");

        assertThat(found).containsExactly("abc");
    }

    @Test
    void flushTakesWhatWaitsAsALine() {
        feed("hello");
        assertThat(framing.partial()).isTrue();

        assertThat(flush()).isEqualTo("hello");
        assertThat(framing.partial()).isFalse();
        assertThat(flush()).isEqualTo("NONE");
        feed("next\n");
        assertThat(found).containsExactly("next");
    }

    @Test
    void theEndOfAFlushedLineMayComeLaterAndIsNotAnEmptyLine() {
        for (String end : List.of("\n", "\r\n")) {
            found.clear();
            feed("hello");
            assertThat(flush()).isEqualTo("hello");
            feed(end);
            feed("\nnext\n");
            assertThat(found).containsExactly("", "next");
        }
    }

    @Test
    void aCrThatWasFlushedBelongsToTheEnd() {
        feed("hello\r");
        assertThat(flush()).isEqualTo("hello");
        feed("\r");
        assertThat(flush()).isEqualTo("NONE");
        feed("\nnext\n");

        assertThat(found).containsExactly("next");
    }

    @Test
    void aLineByteByByteIsSearchedAndCopiedInLinearTime() {
        LineFraming big = new LineFraming(1 << 20);
        byte[] one = {'x'};
        int grown = 0;
        byte[] before = big.frameBytes();
        for (int i = 0; i < 1 << 20; i++) {
            big.wrap(one, 0, 1);
            assertThat(big.next() == Framing.Result.NONE).isTrue();
            big.retain();
            grown += big.frameBytes() == before ? 0 : 1;
            before = big.frameBytes();
        }
        one[0] = '\n';
        big.wrap(one, 0, 1);

        assertThat(big.next()).isEqualTo(Framing.Result.FRAME);
        assertThat(big.frameLength()).isEqualTo(1 << 20);
        assertThat(grown).isLessThan(20);
    }

    private void feed(String text) {
        byte[] bytes = ("#" + text).getBytes(ISO_8859_1);
        framing.wrap(bytes, 1, bytes.length - 1);
        read(Integer.MAX_VALUE);
        framing.retain();
    }

    private String flush() {
        Framing.Result result = framing.flush();
        String text = result == Framing.Result.FRAME ? frame() : result.name();
        framing.retain();
        return text;
    }

    private String frame() {
        return new String(framing.frameBytes(), framing.frameStart(), framing.frameLength(), ISO_8859_1);
    }
}
