package thiscord.processing.calc;

import java.util.regex.Pattern;

/**
 * Reads and computes an expression in one pass: {@code + - * / % ^}, parentheses, signs and decimals, in double precision.
 * Powers bind closest and to the right ({@code 2^3^2} is 512, {@code -2^2} is -4), then signs, then {@code * / %}, then
 * {@code + -}, both to the left. The remainder has the sign of what is divided. Grammar:
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = signed { ("*" | "/" | "%") signed }
 * signed  = { "+" | "-" } power
 * power   = atom [ "^" signed ]
 * atom    = NUMBER | "(" sum ")"
 * </pre>
 *
 * For one thread; time is linear in the length of the text, and depth of calls in what is nested, which is limited.
 */
public final class Expression {
    /** How many parentheses, signs and powers may be open inside each other. */
    public static final int MOST_DEPTH = 100;

    /** Gives nothing back once it took it, so that what is no number costs no more than its length. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]++\\.?[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]++)?");

    private static final int MOST_SHOWN = 20;

    private final String text;
    private int at;
    private int depth;

    private Expression(String text) {
        this.text = text;
    }

    /** Its value, which is finite. */
    public static double value(String text) throws Wrong {
        Expression expression = new Expression(text);
        double value = expression.sum();
        if (!expression.ended()) {
            throw expression.unexpected();
        }
        return finite(value);
    }

    private double sum() throws Wrong {
        double value = product();
        while (true) {
            if (took('+')) {
                value = finite(value + product());
            } else if (took('-')) {
                value = finite(value - product());
            } else {
                return value;
            }
        }
    }

    private double product() throws Wrong {
        double value = signed();
        while (true) {
            if (took('*')) {
                value = finite(value * signed());
            } else if (took('/')) {
                value = finite(value / divisor());
            } else if (took('%')) {
                value = finite(value % divisor());
            } else {
                return value;
            }
        }
    }

    private double divisor() throws Wrong {
        double value = signed();
        if (value == 0) {
            throw new Wrong("division by zero");
        }
        return value;
    }

    private double signed() throws Wrong {
        deeper();
        double value;
        if (took('-')) {
            value = -signed();
        } else {
            value = took('+') ? signed() : power();
        }
        depth--;
        return value;
    }

    private double power() throws Wrong {
        double base = atom();
        if (!took('^')) {
            return base;
        }
        double exponent = signed();
        if (base == 0 && exponent < 0) {
            throw new Wrong("division by zero");
        }
        double value = Math.pow(base, exponent);
        if (Double.isNaN(value)) {
            throw new Wrong("a negative number has no such power");
        }
        return finite(value);
    }

    private double atom() throws Wrong {
        if (took('(')) {
            double value = sum();
            if (!took(')')) {
                throw ended() ? new Wrong("a closing parenthesis is missing") : unexpected();
            }
            return value;
        }
        if (ended()) {
            throw new Wrong("too few numbers: one is missing at the end");
        }
        int from = at;
        while (at < text.length() && inNumber()) {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
        return number(text.substring(from, at));
    }

    /** Digits, letters and points, and the sign of an exponent: what is read as one number, if it is one. */
    private boolean inNumber() {
        char c = text.charAt(at);
        if (Character.isLetterOrDigit(c) || c == '.' || c == '_' || Character.isSurrogate(c)) {
            return true;
        }
        return (c == '-' || c == '+')
                && at >= 2
                && Character.toLowerCase(text.charAt(at - 1)) == 'e'
                && (isDigit(text.charAt(at - 2)) || text.charAt(at - 2) == '.');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }

    /** Of a decimal with or without an exponent, and nothing else that Java reads. */
    static double number(String word) throws Wrong {
        if (!isNumber(word)) {
            throw notANumber(word);
        }
        return finite(Double.parseDouble(word));
    }

    /** Refuses what is beyond the greatest number, and takes the sign from 0. */
    static double finite(double value) throws Wrong {
        if (Double.isInfinite(value)) {
            throw new Wrong("overflow: the result is greater than 1.8e308");
        }
        return value + 0.0;
    }

    private void deeper() throws Wrong {
        depth++;
        if (depth > MOST_DEPTH) {
            throw new Wrong("too deep: at most " + MOST_DEPTH + " parentheses, signs and powers inside each other");
        }
    }

    private boolean took(char wanted) {
        if (ended() || text.charAt(at) != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private boolean ended() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    private Wrong unexpected() {
        char c = text.charAt(at);
        String where = " at character " + (at + 1);
        if (Character.isLetterOrDigit(c) || c == '.') {
            return new Wrong("an operator (+ - * / % ^) is missing" + where);
        }
        return switch (c) {
            case ')' -> new Wrong("a parenthesis is closed that was not opened, or is empty" + where);
            case '(' -> new Wrong("an operator (+ - * / % ^) is missing" + where);
            case '+', '-', '*', '/', '%', '^' -> new Wrong("too few numbers: one is missing before " + c + where);
            default -> notANumber(text.substring(at).split("\\s", 2)[0]);
        };
    }

    /** Shows as much of it as fits a line, without what would drive a terminal. */
    static Wrong notANumber(String word) {
        String plain = word.replaceAll("[^\\x21-\\x7e]", "?");
        return new Wrong(
                "not a number: " + (plain.length() <= MOST_SHOWN ? plain : plain.substring(0, MOST_SHOWN) + "..."));
    }
}
