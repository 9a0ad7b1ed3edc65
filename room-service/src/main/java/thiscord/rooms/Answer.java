package thiscord.rooms;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.Refused;

/** A value, or the refusal that stands in its place. Immutable if the value is. */
record Answer<T>(@Nullable T held, @Nullable Refusal refusal) {
    static <T> Answer<T> of(T value) {
        return new Answer<>(value, null);
    }

    static <T> Answer<T> refused(Refusal refusal) {
        return new Answer<>(null, refusal);
    }

    static <T> Answer<T> refused(Reason reason, String text) {
        return refused(new Refusal(reason, text));
    }

    /** The value; only if there is no refusal. */
    T value() {
        return Objects.requireNonNull(held);
    }

    <U> Answer<U> then(Function<T, Answer<U>> next) {
        return refusal == null ? next.apply(value()) : refused(refusal);
    }

    <U> Answer<U> map(Function<T, U> change) {
        return then(value -> of(change.apply(value)));
    }

    /** As it crosses RMI. */
    T orThrow() throws Refused {
        if (refusal != null) {
            throw new Refused(refusal);
        }
        return value();
    }
}
