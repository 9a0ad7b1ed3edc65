package thiscord.processing.calc;

/** Why there is no result, as a line for who asked. Carries no stack trace: it is an answer, not a fault. */
public final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String line) {
        super(line, null, false, false);
    }

    /** The line. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
