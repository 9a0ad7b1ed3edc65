package thiscord.protocol.processing;

/** Why a processor gave no answer, in one line that names it. Carries no stack trace: it is expected. */
public final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String line) {
        super(line, null, false, false);
    }
}
