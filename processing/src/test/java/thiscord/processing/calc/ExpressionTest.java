package thiscord.processing.calc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExpressionTest {
    private static final String[] OPERATORS = {"+", "-", "*", "/", "%", "^"};

    @Test
    void randomExpressionsHaveTheValueThatAnotherAlgorithmFinds() {
        int withValue = 0;
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            List<String> tokens = new ArrayList<>();
            write(random, 4, tokens);
            String text = String.join(random.nextBoolean() ? " " : "", tokens).replace('~', '-');

            Double found = value(text);

            assertThat(found).as("seed %d: %s", seed, text).isEqualTo(Double.valueOf(ShuntingYard.value(tokens)));
            withValue += Double.isNaN(found) ? 0 : 1;
        }
        assertThat(withValue).isGreaterThan(2_000);
    }

    private static void write(Random random, int depth, List<String> tokens) {
        int terms = 1 + random.nextInt(4);
        for (int i = 0; i < terms; i++) {
            if (i > 0) {
                tokens.add(OPERATORS[random.nextInt(OPERATORS.length)]);
            }
            while (random.nextInt(5) == 0) {
                tokens.add("~");
            }
            if (depth > 0 && random.nextInt(4) == 0) {
                tokens.add("(");
                write(random, depth - 1, tokens);
                tokens.add(")");
            } else {
                tokens.add(
                        random.nextInt(4) == 0
                                ? random.nextInt(100) + "." + random.nextInt(100)
                                : "" + random.nextInt(10));
            }
        }
    }

    private static double value(String text) {
        try {
            return Expression.value(text);
        } catch (Wrong wrong) {
            return Double.NaN;
        }
    }

    /** What takes the square of its length would not end in time. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hostileExpressionsCostNoMoreThanTheirLength() {
        int many = 300_000;
        String deep = "too deep: at most 100 parentheses, signs and powers inside each other";
        assertThat(wrong("(".repeat(many) + "1" + ")".repeat(many))).isEqualTo(deep);
        assertThat(wrong("-".repeat(many) + "1")).isEqualTo(deep);
        assertThat(wrong("2^".repeat(many) + "2")).isEqualTo(deep);
        assertThat(wrong("9^9^9^9^9")).startsWith("overflow");
        assertThat(wrong("9".repeat(many) + "*1")).startsWith("overflow");
        assertThat(wrong("9".repeat(many) + "x")).isEqualTo("not a number: 99999999999999999999...");
        assertThat(wrong("1." + "9".repeat(many) + "x")).startsWith("not a number");
        assertThat(value("0" + "+1".repeat(many))).isEqualTo(many);
    }

    private static String wrong(String text) {
        try {
            return "computed: " + Calculator.answer(text);
        } catch (Wrong wrong) {
            return wrong.line();
        }
    }

    @Test
    void noTextMakesItFail() {
        String letters = "0123456789..eE+-*/%^()  \t~x\u00e9\ud83d\u0000";
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                assertThat(Calculator.answer(text.toString())).isFinite();
            } catch (Wrong wrong) {
                assertThat(wrong.line()).isNotEmpty().isPrintable();
            }
        }
    }
}
