package thiscord.ctl.door;

import java.util.Map;

/**
 * Something that can be asked for at the door.
 *
 * @param arguments the keys that it needs, each {@code String} or {@code Long}; there are no others
 * @param action what is done
 */
public record Command(Map<String, Class<?>> arguments, Action action) {
    /** Runs on one of the door's few working threads; may block for a moment, but is not interrupted. */
    @FunctionalInterface
    public interface Action {
        /** @param arguments those that the command needs, of the right types */
        Answer answer(Map<String, Object> arguments);
    }

    public Command {
        arguments = Map.copyOf(arguments);
    }

    /** One without arguments. */
    public static Command plain(Action action) {
        return new Command(Map.of(), action);
    }
}
