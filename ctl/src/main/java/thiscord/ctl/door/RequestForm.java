package thiscord.ctl.door;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a request was written, so that the answer is written in the same way. Beside the usual form there is that of
 * programs which pass {@code pack(length) + json} to {@code send_bytes} of Python's {@code multiprocessing.connection}: a
 * second length inside the frame, of four bytes in either byte order; and the names {@code cmd} and {@code data} in
 * place of {@code command} and its arguments. Immutable.
 *
 * @param innerLength the byte order of a second length inside the frame; null if there is none
 * @param cmd true if the command was named by {@code cmd}
 */
record RequestForm(@Nullable ByteOrder innerLength, boolean cmd) {
    static final RequestForm USUAL = new RequestForm(null, false);

    private static final int LENGTH_BYTES = 4;

    /** The form that the bytes of a frame have; names are not looked at yet. JSON text never begins like a length. */
    static RequestForm of(byte[] frame) {
        if (frame.length > LENGTH_BYTES) {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                if (ByteBuffer.wrap(frame).order(order).getInt() == frame.length - LENGTH_BYTES) {
                    return new RequestForm(order, false);
                }
            }
        }
        return USUAL;
    }

    /** The JSON text of a frame. */
    byte[] json(byte[] frame) {
        if (innerLength == null) {
            return frame;
        }
        byte[] json = new byte[frame.length - LENGTH_BYTES];
        System.arraycopy(frame, LENGTH_BYTES, json, 0, json.length);
        return json;
    }

    /** The body of a frame for this JSON text. */
    byte[] body(byte[] json) {
        if (innerLength == null) {
            return json;
        }
        return ByteBuffer.allocate(LENGTH_BYTES + json.length)
                .order(innerLength)
                .putInt(json.length)
                .put(json)
                .array();
    }

    /** With the names that the object has: {@code cmd} counts only where there is no {@code command}. */
    RequestForm named(Map<String, Object> object) {
        return new RequestForm(innerLength, object.containsKey("cmd") && !object.containsKey("command"));
    }

    /** The key that names the command. */
    String commandKey() {
        return cmd ? "cmd" : "command";
    }

    /**
     * The arguments of a request under their usual names: {@code data} is the one argument of a command that has one, or
     * an object with all of them. What does not fit stays as it is, to be refused by name.
     */
    Map<String, Object> arguments(Map<String, Object> sent, Command command) {
        Map<String, Object> arguments = new LinkedHashMap<>(sent);
        if (!cmd || !arguments.containsKey("data") || command.arguments().containsKey("data")) {
            return arguments;
        }
        Object data = arguments.remove("data");
        if (command.arguments().size() == 1) {
            arguments.putIfAbsent(command.arguments().keySet().iterator().next(), data);
        } else if (data instanceof Map<?, ?> named) {
            named.forEach((key, value) -> arguments.putIfAbsent(String.valueOf(key), value));
        } else if (data != null && !"".equals(data)) {
            arguments.put("data", data);
        }
        return arguments;
    }

    /** True if {@code echo} may return this value although it is no text. */
    boolean echoesAnything(String command, @Nullable Object value) {
        return cmd && command.equals("echo") && value != null;
    }

    /** The fields of an answer under the names that this form expects. */
    Map<String, ?> fields(String command, Answer answer) {
        if (!cmd || !answer.ok() || !command.equals("echo")) {
            return answer.fields();
        }
        Map<String, Object> fields = new LinkedHashMap<>(answer.fields());
        fields.put("echo", fields.remove("text"));
        return fields;
    }
}
