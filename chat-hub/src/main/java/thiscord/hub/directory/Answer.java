package thiscord.hub.directory;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** What the directory answered: a value or a refusal, never both. */
public final class Answer<T> {
    private final @Nullable T value;
    private final @Nullable Refusal refusal;

    private Answer(@Nullable T value, @Nullable Refusal refusal) {
        this.value = value;
        this.refusal = refusal;
    }

    public static <T> Answer<T> of(T value) {
        return new Answer<>(value, null);
    }

    public static <T> Answer<T> refused(Refusal refusal) {
        return new Answer<>(null, refusal);
    }

    public static <T> Answer<T> refused(Reason reason, String text) {
        return refused(new Refusal(reason, text));
    }

    /** The refusal, or null if there is a value. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** True if it was refused for that reason. */
    public boolean refusedFor(Reason reason) {
        return refusal != null && refusal.reason() == reason;
    }

    /** The value; to be asked only when {@link #refusal} is null. */
    public T value() {
        return Objects.requireNonNull(value, "refused");
    }
}
