package thiscord.processing.pipeline;

/** Why a line was not processed, as a line for who sent it. Carries no stack trace: it is an answer. */
public final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;

    public NoAnswer(String line) {
        super(line, null, false, false);
    }
}
