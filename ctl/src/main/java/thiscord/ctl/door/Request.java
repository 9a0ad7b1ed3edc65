package thiscord.ctl.door;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import thiscord.ctl.json.CtlJson;

/**
 * A request, and how one is carried out: JSON in, JSON out.
 *
 * @param command its name
 * @param arguments all else, of the types that the command names
 */
record Request(String command, Map<String, Object> arguments) {
    /** How long the id may be. */
    private static final int MOST_ID = 64;

    private static final int SMALL = 8 * 1024;

    private static final Answer BUSY = Answer.refused("busy", "There is too much to do; try again in a moment.");

    /** A request that is wrong; the message is for whoever sent it. */
    private static final class WrongException extends Exception {
        private static final long serialVersionUID = 1;

        WrongException(String text) {
            super(text);
        }
    }

    /** What the bytes of a frame ask for: a refusal that is ready, if they are wrong. Never throws. */
    static Asked asked(byte[] frame, Map<String, Command> commands) {
        RequestForm form = RequestForm.of(frame);
        Map<String, Object> object;
        try {
            object = CtlJson.read(form.json(frame));
        } catch (IOException e) {
            return refused(null, form, "bad_json", "A frame holds a JSON object, but " + e.getMessage() + ".");
        }
        form = form.named(object);
        Object id = null;
        try {
            id = id(object);
            return asked(id, form, object, commands);
        } catch (WrongException e) {
            return refused(id, form, "bad_request", String.valueOf(e.getMessage()));
        }
    }

    private static Asked refused(@Nullable Object id, RequestForm form, String error, String text) {
        return new Asked(id, form, "", false, visit -> Answer.refused(error, text));
    }

    /** Refused for want of a working thread; the id of a large request is not looked for. */
    static Reply busy(byte[] frame) {
        RequestForm form = RequestForm.of(frame);
        try {
            return reply(frame.length > SMALL ? null : id(CtlJson.read(form.json(frame))), form, "", BUSY);
        } catch (IOException | WrongException e) {
            return reply(null, form, "", BUSY);
        }
    }

    private static Asked asked(
            @Nullable Object id, RequestForm form, Map<String, Object> object, Map<String, Command> commands)
            throws WrongException {
        if (!(object.get(form.commandKey()) instanceof String name)) {
            throw new WrongException("A request has a command, which is a text.");
        }
        Command command = commands.get(name);
        if (command == null) {
            return refused(
                    id,
                    form,
                    "unknown_command",
                    "There is no such command; there are " + String.join(", ", commands.keySet()) + ".");
        }
        Map<String, Object> sent = new LinkedHashMap<>(object);
        sent.keySet().removeAll(Set.of("id", form.commandKey()));
        Request request = new Request(name, form.arguments(sent, command));
        request.fits(command, form);
        return new Asked(id, form, name, command.lengthy(), visit -> request.carriedOut(command, visit));
    }

    private Answer carriedOut(Command by, Visit visit) {
        try {
            return by.action().answer(arguments, visit);
        } catch (RuntimeException e) {
            Door.LOG.log(System.Logger.Level.ERROR, () -> "ctl: " + command + " failed", e);
            return Answer.refused("failed", "The server failed to do it; its log says more.");
        }
    }

    private static @Nullable Object id(Map<String, Object> object) throws WrongException {
        Object id = object.get("id");
        boolean good = id instanceof Integer
                || id instanceof Long
                || (id instanceof String && ((String) id).length() <= MOST_ID)
                || !object.containsKey("id");
        if (!good) {
            throw new WrongException("An id is a whole number or a text of at most " + MOST_ID + " characters.");
        }
        return id;
    }

    private void fits(Command asked, RequestForm form) throws WrongException {
        for (Map.Entry<String, Class<?>> wanted : asked.arguments().entrySet()) {
            Object given = arguments.get(wanted.getKey());
            if (given instanceof Integer && wanted.getValue() == Long.class) {
                given = ((Integer) given).longValue();
                arguments.put(wanted.getKey(), given);
            }
            if (!wanted.getValue().isInstance(given) && !form.echoesAnything(command, given)) {
                String kind = wanted.getValue() == Long.class ? "a whole number" : "a text";
                String key = form.cmd() && asked.arguments().size() == 1 ? "data" : wanted.getKey();
                throw new WrongException(command + " needs '" + key + "', which is " + kind + ".");
            }
        }
        if (arguments.size() > asked.arguments().size()) {
            throw new WrongException(command + " knows no other keys than id, command"
                    + asked.arguments().keySet().stream()
                            .sorted()
                            .map(key -> ", " + key)
                            .reduce("", String::concat)
                    + ".");
        }
    }

    /** As it goes out; one that is too large becomes a refusal. */
    static Reply reply(@Nullable Object id, Answer answer) {
        return reply(id, RequestForm.USUAL, "", answer);
    }

    private static Reply reply(@Nullable Object id, RequestForm form, String command, Answer answer) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (id != null) {
            object.put("id", id);
        }
        object.put("ok", answer.ok());
        object.putAll(form.fields(command, answer));
        byte[] bytes = form.body(CtlJson.write(object));
        return bytes.length <= Frames.MOST_OUT
                ? new Reply(bytes, answer.afterwards())
                : reply(
                        id,
                        form,
                        command,
                        Answer.refused("too_large", "The answer would be larger than " + Frames.MOST_OUT + " bytes."));
    }

    /**
     * What is to be done for a frame.
     *
     * @param id as it was sent, to be given back; null if there was none
     * @param form how it was written
     * @param lengthy see {@link Command#lengthy}
     */
    record Asked(@Nullable Object id, RequestForm form, String command, boolean lengthy, Function<Visit, Answer> work) {
        /** Does it. */
        Reply carriedOut(Visit visit) {
            return reply(id, form, command, work.apply(visit));
        }

        /** Refused for want of a thread. */
        Reply busy() {
            return reply(id, form, command, BUSY);
        }
    }

    /** What goes out, and what is to be done then. */
    record Reply(byte[] bytes, @Nullable Runnable afterwards) {}
}
