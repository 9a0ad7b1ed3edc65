package thiscord.processing.calc;

import java.util.regex.Pattern;

/** What one line asks for: two numbers, which are multiplied, or an {@link Expression}. Stateless. */
public final class Calculator {
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** A word that no operator cuts. */
    private static final Pattern UNBROKEN = Pattern.compile("[^-+*/%^()]+");

    private Calculator() {}

    /** The result; a result too small to be told from 0 is 0. */
    public static double answer(String line) throws Wrong {
        String[] words = SPACES.split(line.strip());
        int numbers = 0;
        for (String word : words) {
            if (Expression.isNumber(word)) {
                numbers++;
            } else if (UNBROKEN.matcher(word).matches()) {
                throw Expression.notANumber(word);
            }
        }
        if (line.isBlank() || (words.length == 1 && numbers == 1)) {
            throw new Wrong("too few numbers: write two, such as 5 10, or an expression, such as 5 * 10");
        }
        if (numbers < words.length) {
            return Expression.value(line);
        }
        if (numbers > 2) {
            throw new Wrong("too many numbers: write two, such as 5 10, or an expression, such as 5 * 10 * 2");
        }
        return Expression.finite(Expression.number(words[0]) * Expression.number(words[1]));
    }
}
