package thiscord.ctl;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import thiscord.cli.ExitCode;
import thiscord.ctl.json.CtlJson;

/** What every {@code thiscord ctl} command knows that prints an answer, and the printing. */
final class CtlOptions {
    @Mixin
    private Reach reach = new Reach();

    @Option(names = "--json", description = "Print the answer as it came: one JSON object.")
    private boolean json;

    Reach reach() {
        return reach;
    }

    /** Asks and shows what is answered. */
    int ask(boolean repeatable, Map<String, ?> request, PrintWriter out) {
        return show(reach.answer(request, repeatable, Reach.USUAL, answer -> {}), out);
    }

    /** Prints an answer; without {@code --json} a refusal is thrown. */
    int show(Map<String, Object> answer, PrintWriter out) {
        if (json) {
            out.println(new String(CtlJson.write(answer), StandardCharsets.UTF_8));
        } else {
            Reach.throwIfRefused(answer);
            Map<String, Object> fields = new LinkedHashMap<>(answer);
            fields.remove("ok");
            fields.forEach((name, value) -> print(out, name, value));
        }
        out.flush();
        return Boolean.TRUE.equals(answer.get("ok")) ? ExitCode.OK : ExitCode.UNEXPECTED;
    }

    /** A line for each value: {@code hub.sessions 3}; a list has a line for each of its objects. */
    private static void print(PrintWriter out, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> inner) {
            inner.forEach((key, one) -> print(out, name + "." + key, one));
        } else if (value instanceof List<?> list) {
            out.println(list.size() + " " + name);
            list.forEach(one -> out.println("  " + oneLine(one)));
        } else {
            out.println(name + " " + value);
        }
    }

    private static String oneLine(@Nullable Object one) {
        return one instanceof Map<?, ?> fields
                ? fields.entrySet().stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .collect(Collectors.joining(", "))
                : String.valueOf(one);
    }
}
