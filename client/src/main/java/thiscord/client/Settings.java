package thiscord.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;

/**
 * The settings of the terminal client and the file they live in: {@code NAME = VALUE} a line, {@code #} begins a comment.
 * A change rewrites its own line and leaves the rest, comments too, as the person wrote it. Not thread-safe.
 */
final class Settings {
    private static final long MOST_BYTES = 64 * 1024;

    private final @Nullable Path file;
    private final Map<Setting, String> values = new EnumMap<>(Setting.class);

    private Settings(@Nullable Path file) {
        this.file = file;
    }

    /** The standards, which no file keeps. */
    static Settings none() {
        return new Settings(null);
    }

    /**
     * Those of a file; the standards if there is none.
     *
     * @throws Failure bad configuration, with the line's number, if it holds anything else
     */
    static Settings read(Path file) {
        Settings settings = new Settings(file);
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                settings.take(line, file + " line " + number + ": ");
            }
        }
        return settings;
    }

    private void take(String line, String where) {
        int equals = line.indexOf('=');
        Setting setting =
                equals < 0 ? null : Setting.of(line.substring(0, equals).strip());
        if (setting == null) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    where + "'" + Visible.line(line.strip()) + "' is not NAME = VALUE with one of " + names());
        }
        String value = line.substring(equals + 1).strip();
        String wrong = setting.wrong(value);
        if (wrong != null) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    where + setting.word() + " " + wrong + ", not '" + Visible.line(value) + "'");
        }
        values.put(setting, value);
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new Failure(ExitCode.BAD_CONFIGURATION, file + " is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readAllLines(file);
        } catch (IOException e) {
            String why = e instanceof CharacterCodingException ? "it is not UTF-8" : Failure.why(e);
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read the settings in " + file + ": " + why + "; --config FILE or none takes others",
                    e);
        }
    }

    static String names() {
        return Arrays.stream(Setting.values()).map(Setting::word).collect(Collectors.joining(", "));
    }

    String get(Setting setting) {
        return values.getOrDefault(setting, setting.standard());
    }

    int number(Setting setting) {
        return Integer.parseInt(get(setting));
    }

    /** The words of one that has several. */
    List<String> words(Setting setting) {
        return get(setting).isEmpty() ? List.of() : List.of(get(setting).split("[ ,]+"));
    }

    /** Where they are kept, or null. */
    @Nullable
    Path file() {
        return file;
    }

    /**
     * Changes one, in the file too.
     *
     * @return null, or what is wrong, in a line
     */
    @Nullable
    String set(Setting setting, String value) {
        String wrong = setting.wrong(value);
        if (wrong != null) {
            return setting.word() + " " + wrong + ", not '" + value + "'";
        }
        values.put(setting, value);
        try {
            write(setting);
            return null;
        } catch (IOException e) {
            return setting.word() + " is " + value + " until you leave; it cannot be written: " + Failure.why(e);
        }
    }

    private void write(Setting changed) throws IOException {
        Path to = file;
        if (to == null) {
            return;
        }
        List<String> lines = new ArrayList<>(Files.exists(to) ? Files.readAllLines(to) : fresh());
        String line = changed.word() + " = " + get(changed);
        int at = -1;
        for (int i = 0; i < lines.size(); i++) {
            String found = lines.get(i).replaceFirst("^#\\s?", "");
            int equals = found.indexOf('=');
            boolean ours = equals >= 0 && found.substring(0, equals).strip().equals(changed.word());
            at = ours && (at < 0 || !lines.get(i).startsWith("#")) ? i : at;
        }
        if (at < 0) {
            lines.add(line);
        } else {
            lines.set(at, line);
        }
        MarkFile.makeFolderOf(to);
        try (WholeFile whole = WholeFile.begin(to)) {
            whole.out().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            whole.finish(true);
        }
    }

    /** The file as it is at first: each setting explained, with its standard. */
    static List<String> fresh() {
        List<String> lines = new ArrayList<>();
        lines.add("# Settings of 'thiscord client'. Take away the # before a line to change it; /set does the same.");
        for (Setting setting : Setting.values()) {
            lines.add("");
            lines.add("# " + setting.help());
            lines.add("# " + setting.word() + " = " + setting.standard());
        }
        return lines;
    }
}
