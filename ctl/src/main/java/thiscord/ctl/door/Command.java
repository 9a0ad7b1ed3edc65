package thiscord.ctl.door;

import java.util.Map;
import java.util.function.Function;

/**
 * Something that can be asked for at the door.
 *
 * @param arguments the keys that it needs, each {@code String} or {@code Long}; there are no others
 * @param lengthy true if it may take minutes: it has a thread of its own then, of which there are few
 * @param action what is done
 */
public record Command(Map<String, Class<?>> arguments, boolean lengthy, Action action) {
    /** Runs on one of the door's few threads; may block, for a moment if it is not lengthy, but is not interrupted. */
    @FunctionalInterface
    public interface Action {
        /**
         * @param arguments those that the command needs, of the right types
         * @param visit whose answer it is
         */
        Answer answer(Map<String, Object> arguments, Visit visit);
    }

    public Command {
        arguments = Map.copyOf(arguments);
    }

    /** One that is carried out at once. */
    public static Command of(Map<String, Class<?>> arguments, Function<Map<String, Object>, Answer> action) {
        return new Command(arguments, false, (given, visit) -> action.apply(given));
    }

    /** One without arguments. */
    public static Command plain(Function<Map<String, Object>, Answer> action) {
        return of(Map.of(), action);
    }
}
