package thiscord.processing.calc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Another way to compute an expression, by two stacks and a table, to compare with. Signs are {@code ~}. */
final class ShuntingYard {
    private final Deque<Double> values = new ArrayDeque<>();
    private final Deque<Character> operators = new ArrayDeque<>();

    /** NaN if it has no value. */
    static double value(List<String> tokens) {
        ShuntingYard yard = new ShuntingYard();
        tokens.forEach(yard::take);
        while (!yard.operators.isEmpty()) {
            yard.apply();
        }
        return yard.values.pop() + 0.0;
    }

    private void take(String token) {
        char c = token.charAt(0);
        if (Character.isDigit(c)) {
            values.push(Double.valueOf(token));
        } else if (c == '(' || c == '~') {
            operators.push(c);
        } else if (c == ')') {
            while (operators.peek() != '(') {
                apply();
            }
            operators.pop();
        } else {
            while (!operators.isEmpty() && goesFirst(operators.peek(), c)) {
                apply();
            }
            operators.push(c);
        }
    }

    private static boolean goesFirst(char before, char now) {
        return rank(before) > rank(now) || (rank(before) == rank(now) && now != '^');
    }

    private static int rank(char operator) {
        return "(".indexOf(operator) >= 0
                ? 0
                : "+-".indexOf(operator) >= 0 ? 1 : "*/%".indexOf(operator) >= 0 ? 2 : operator == '~' ? 3 : 4;
    }

    private void apply() {
        char operator = operators.pop();
        double right = values.pop();
        if (operator == '~') {
            values.push(-right);
            return;
        }
        double left = values.pop();
        double value = switch (operator) {
            case '+' -> left + right;
            case '-' -> left - right;
            case '*' -> left * right;
            case '/' -> right == 0 ? Double.NaN : left / right;
            case '%' -> right == 0 ? Double.NaN : left % right;
            default -> Double.isNaN(right) ? Double.NaN : Math.pow(left, right);
        };
        values.push(Double.isInfinite(value) || Double.isNaN(left) ? Double.NaN : value);
    }
}
