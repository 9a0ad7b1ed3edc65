package thiscord.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Command;
import thiscord.protocol.Names;

/** The commands that wait for their answer, in the order they were asked; at most {@link #MOST}. */
final class Asked {
    /** Most commands that may wait. */
    static final int MOST = 1000;

    private static final class Ask {
        final Command command;
        boolean sent;

        Ask(Command command) {
            this.command = command;
        }
    }

    private final Map<String, Ask> byId = new LinkedHashMap<>();

    boolean full() {
        return byId.size() >= MOST;
    }

    void add(String id, Command command) {
        byId.put(id, new Ask(command));
    }

    @Nullable
    Command find(@Nullable String id) {
        Ask ask = id == null ? null : byId.get(id);
        return ask == null ? null : ask.command;
    }

    boolean remove(@Nullable String id) {
        return id != null && byId.remove(id) != null;
    }

    /** It went out on this connection. */
    void sent(String id) {
        Ask ask = byId.get(id);
        if (ask != null) {
            ask.sent = true;
        }
    }

    /** The connection is gone: nothing was sent on the next one. */
    void lost() {
        byId.values().forEach(ask -> ask.sent = false);
    }

    /** The ids of those. */
    List<String> ids(Predicate<Command> which) {
        List<String> out = new ArrayList<>();
        byId.forEach((id, ask) -> {
            if (which.test(ask.command)) {
                out.add(id);
            }
        });
        return out;
    }

    /** The commands of those that were not sent on this connection; from now on they are. */
    List<Command> toSend(Predicate<Command> which) {
        List<Command> out = new ArrayList<>();
        for (Ask ask : byId.values()) {
            if (!ask.sent && which.test(ask.command)) {
                ask.sent = true;
                out.add(ask.command);
            }
        }
        return out;
    }

    /** True for what is said in a room, once under its id. */
    static boolean says(@Nullable Command command) {
        return command instanceof Command.Say || command instanceof Command.Calc;
    }

    /** Where that is said. */
    static @Nullable String where(Command command) {
        return command instanceof Command.Say say
                ? say.room()
                : command instanceof Command.Calc calc ? calc.room() : null;
    }

    /** True for what is said in that room. */
    static Predicate<Command> saidIn(String room) {
        String key = Names.key(room);
        return command ->
                says(command) && Names.key(String.valueOf(where(command))).equals(key);
    }
}
