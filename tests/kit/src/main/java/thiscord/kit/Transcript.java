package thiscord.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A golden transcript: who says what to a hub, and every line that it answers, in order. Its lines are:
 *
 * <pre>
 * # a comment
 * % flush-after 50ms        a setting of the hub that it is played against
 * &gt; hello                   is sent, with a line feed
 * &gt;- hello                  is sent without one
 * &lt; hello                   is received
 * &lt; (closed)                the hub has closed the connection
 * bob&gt; hello                the same for a second peer, bob; also bob&gt;- and bob&lt;
 * </pre>
 *
 * <p>In what is sent, {@code <600*x>} stands for 600 x, {@code \xE9} for a byte, and {@code <epoch>} for what was
 * received in that place last. In what is received, {@code …} stands for anything, {@code <server>} and {@code <epoch>}
 * for a word, {@code <time>} and {@code <minute>} for a time.
 *
 * @param name the file's, without its ending; it begins with the dialect
 * @param settings of the hub, in order
 */
public record Transcript(String name, Map<String, String> settings, List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("(\\w*)(>-|>|<)(?: (.*))?");
    private static final Pattern REPEATED = Pattern.compile("<(\\d{1,5})\\*(.)>");
    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9A-F]{2})");
    private static final Pattern PLACE = Pattern.compile("…|<(server|epoch|time|minute)>");

    /** What a step does. */
    public enum Kind {
        SEND,
        SEND_UNENDED,
        RECEIVE,
        CLOSED
    }

    /**
     * One step.
     *
     * @param line its number in the file, from 1
     * @param peer who sends or receives; empty for the only one
     * @param text as it is written in the file
     */
    public record Step(int line, String peer, Kind kind, String text) {
        /** The bytes to send, given what was received in place of placeholders before. */
        public byte[] bytes(Map<String, String> received) {
            String text = REPEATED.matcher(this.text)
                    .replaceAll(m -> Matcher.quoteReplacement(m.group(2).repeat(Integer.parseInt(m.group(1)))));
            for (Map.Entry<String, String> one : received.entrySet()) {
                text = text.replace("<" + one.getKey() + ">", one.getValue());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Matcher raw = BYTE.matcher(text);
            int from = 0;
            while (raw.find()) {
                bytes.writeBytes(text.substring(from, raw.start()).getBytes(StandardCharsets.UTF_8));
                bytes.write(Integer.parseInt(raw.group(1), 16));
                from = raw.end();
            }
            bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
            if (kind == Kind.SEND) {
                bytes.write('\n');
            }
            return bytes.toByteArray();
        }

        /** True if the line is the expected one; then {@code received} is given what stood in place of placeholders. */
        public boolean matches(String line, Map<String, String> received) {
            List<String> places = new ArrayList<>();
            StringBuilder form = new StringBuilder();
            Matcher place = PLACE.matcher(text);
            int from = 0;
            while (place.find()) {
                form.append(Pattern.quote(text.substring(from, place.start())));
                form.append(form(place.group(1)));
                places.add(place.group(1));
                from = place.end();
            }
            form.append(Pattern.quote(text.substring(from)));
            Matcher match = Pattern.compile(form.toString()).matcher(line);
            boolean same = match.matches();
            for (int i = 0; same && i < places.size(); i++) {
                if (places.get(i) != null) {
                    received.put(places.get(i), match.group(i + 1));
                }
            }
            return same;
        }

        private static String form(String place) {
            if (place == null) {
                return "(.*)";
            }
            return switch (place) {
                case "time" -> "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)";
                case "minute" -> "(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ)";
                default -> "([\\w.:-]+)";
            };
        }
    }

    /** All of them, in the order of their names. */
    public static List<Transcript> all() {
        Path folder = Checkout.root().resolve("protocol/src/test/resources/transcripts");
        try (Stream<Path> files = Files.list(folder)) {
            List<Transcript> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(parse(file.getFileName().toString().replaceFirst("\\.txt$", ""), Files.readAllLines(file)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException that names the line which is none
     */
    public static Transcript parse(String name, List<String> lines) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("% ")) {
                String[] part = line.substring(2).split(" ", 2);
                settings.put(part[0], part.length == 2 ? part[1] : "");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                steps.add(step(name, i + 1, line));
            }
        }
        return new Transcript(name, Map.copyOf(settings), List.copyOf(steps));
    }

    private static Step step(String name, int number, String line) {
        Matcher step = STEP.matcher(line);
        if (!step.matches()) {
            throw new IllegalArgumentException(name + ":" + number + ": neither > nor < in '" + line + "'");
        }
        String text = step.group(3) == null ? "" : step.group(3);
        Kind kind = Kind.RECEIVE;
        if (!step.group(2).equals("<")) {
            kind = step.group(2).equals(">") ? Kind.SEND : Kind.SEND_UNENDED;
        } else if (text.equals("(closed)")) {
            kind = Kind.CLOSED;
        }
        return new Step(number, step.group(1), kind, text);
    }

    @Override
    public String toString() {
        return name;
    }
}
