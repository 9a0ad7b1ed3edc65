package thiscord.protocol.directory;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** An expected refusal, as it crosses RMI: a reason of the closed list and a line for a person. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public Refused(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason.wire();
    }

    public Refused(Refusal refusal) {
        this(refusal.reason(), refusal.text());
    }

    /** The refusal as a value; a reason that this version does not know reads as internal. */
    public Refusal refusal() {
        @Nullable Reason known = Reason.ofWire(reason);
        String text = getMessage();
        return new Refusal(known == null ? Reason.INTERNAL : known, text == null ? reason : text);
    }
}
