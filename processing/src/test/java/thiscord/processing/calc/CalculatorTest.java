package thiscord.processing.calc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalculatorTest {
    @ParameterizedTest
    @CsvSource({
        "5 10, 50.0",
        "5 -10, -50.0",
        "  .5\t4., 2.0",
        "1e3 2, 2000.0",
        "5 * 10, 50.0",
        "5*10, 50.0",
        "2*(3+4), 14.0",
        "7 - 2 - 1, 4.0",
        "7 -2 -1 + 0, 4.0",
        "100 / 10 / 2, 5.0",
        "7 % 4, 3.0",
        "-7 % 4, -3.0",
        "2 ^ 3 ^ 2, 512.0",
        "-2 ^ 2, -4.0",
        "2 ^ -1, 0.5",
        "--3 + +1, 4.0",
        "-(0), 0.0",
        "0 -5, 0.0",
        "(5), 5.0",
        "1.5e+2 / 3, 50.0",
        "2 + 3 * 4 ^ 2 / 8 % 4, 4.0",
        "1e-320 * 1e-320, 0.0",
    })
    void aLineHasAValue(String line, String value) throws Wrong {
        assertThat(Double.toString(Calculator.answer(line))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "5, too few numbers: write two",
        "-5, too few numbers: write two",
        "'', too few numbers: write two",
        "5 *, too few numbers: one is missing at the end",
        "* 5, too few numbers: one is missing before * at character 1",
        "1 2 3, too many numbers",
        "abc 5, not a number: abc",
        "5 abc, not a number: abc",
        "1.2.3 * 2, not a number: 1.2.3",
        "NaN 1, not a number: NaN",
        "Infinity * 0, not a number: Infinity",
        "0x1p3 1, not a number: 0x1p3",
        "5 * 1d, not a number: 1d",
        "5 * \u0665, not a number: ?",
        "5 * \u001b[2J, not a number: ?[2J",
        "aaaaaaaaaaaaaaaaaaaaaaaaa 1, not a number: aaaaaaaaaaaaaaaaaaaa...",
        "1 / 0, division by zero",
        "1 / (2 - 2), division by zero",
        "1 % 0, division by zero",
        "0 ^ -1, division by zero",
        "1e308 10, overflow: the result is greater than 1.8e308",
        "1e308 * 10, overflow",
        "10 ^ 400 - 10 ^ 400, overflow",
        "1e999 1, overflow",
        "(0-8) ^ 0.5, a negative number has no such power",
        "(1 + 2, a closing parenthesis is missing",
        "1 + 2), a parenthesis is closed that was not opened",
        "1 + (), a parenthesis is closed that was not opened",
        "2(3), an operator (+ - * / % ^) is missing at character 2",
        "1 2 + 3, an operator (+ - * / % ^) is missing at character 3",
    })
    void whatHasNoValueIsRefusedWithOneLine(String line, String why) {
        assertThatThrownBy(() -> Calculator.answer(line))
                .isInstanceOf(Wrong.class)
                .hasMessageStartingWith(why)
                .hasMessageNotContainingAny("\n", "\r");
    }

    @Test
    void depthIsLimitedAndLengthIsNot() throws Wrong {
        assertThat(Calculator.answer("(".repeat(99) + "1" + ")".repeat(99))).isEqualTo(1);
        assertThat(Calculator.answer("1" + "+1".repeat(2000))).isEqualTo(2001);
        for (String deep : new String[] {"(".repeat(4000), "-".repeat(4000) + "1", "1" + "^1".repeat(2000)}) {
            assertThatThrownBy(() -> Calculator.answer(deep))
                    .isInstanceOf(Wrong.class)
                    .hasMessageStartingWith("too deep");
        }
    }
}
