package thiscord.hub.processing;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Privileges;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.processing.RemoteProcessor;

/**
 * The file that says which processors there are and which rooms have them, in lines:
 *
 * <pre>
 * # a comment
 * processor NAME child PROGRAM ARGUMENT…
 * processor NAME rmi HOST:PORT
 * room ROOM PROCESSOR… [fail-open|fail-closed] [within TIME]
 * </pre>
 *
 * @param path where it lies
 * @param needed true if it has to be there
 */
public record ProcessorsFile(Path path, boolean needed) {
    /** Its name in the data folder. */
    public static final String NAME = "processors.conf";

    static final Duration USUAL = Duration.ofMillis(500);
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_PROGRAMS = 32;
    private static final int MOST_IN_A_ROOM = 8;
    private static final long MOST_BYTES = 256 * 1024;
    private static final String NEEDS_A_RESTART =
            " is new, and under security.policy a server starts and reaches only what it knew at its start; restart it";
    private static final Set<String> WORDS = Set.of("fail-open", "fail-closed", "within");

    /** What a line does wrong. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String line) {
            super(line, null, false, false);
        }
    }

    /** What was read of it so far. */
    private record Draft(
            Map<String, ProcessorsConfig.Program> programs, Map<String, ProcessorsConfig.RoomLine> rooms) {}

    /**
     * The file that a hub reads, or null if it reads none.
     *
     * @param chosen by its host, or null
     * @param data the hub's data folder, or null
     */
    public static @Nullable ProcessorsFile of(@Nullable Path chosen, @Nullable Path data) {
        if (chosen != null) {
            return new ProcessorsFile(chosen.toAbsolutePath(), true);
        }
        return data == null ? null : new ProcessorsFile(data.toAbsolutePath().resolve(NAME), false);
    }

    /**
     * Names what the programs in it need.
     *
     * @throws Failure as {@link #read}
     */
    public void addTo(Privileges all) {
        all.reads(path);
        read().addTo(all);
    }

    /** @throws Failure bad configuration, with the line that is wrong */
    ProcessorsConfig read() {
        List<String> lines;
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw bad(path + ": has more than " + MOST_BYTES + " bytes", null);
            }
            lines = Files.readAllLines(path);
        } catch (NoSuchFileException e) {
            if (needed) {
                throw bad(path + " is missing; see --processors", e);
            }
            return ProcessorsConfig.NONE;
        } catch (CharacterCodingException e) {
            throw bad(path + ": is not UTF-8", e);
        } catch (IOException e) {
            if (!needed && !Files.isDirectory(path.toAbsolutePath().getParent())) {
                // Whoever takes the data folder says what is wrong with it.
                return ProcessorsConfig.NONE;
            }
            throw bad("cannot read " + path + ": " + Failure.why(e), e);
        }
        return read(lines);
    }

    private ProcessorsConfig read(List<String> lines) {
        Draft draft = new Draft(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int i = 0; i < lines.size(); i++) {
            try {
                read(lines.get(i).strip(), draft);
            } catch (Wrong | IllegalArgumentException | TypeConversionException e) {
                throw bad(path + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return new ProcessorsConfig(new ArrayList<>(draft.programs().values()), draft.rooms()).withLongest();
    }

    private static Failure bad(String line, @Nullable Exception why) {
        return new Failure(ExitCode.BAD_CONFIGURATION, line, why);
    }

    private static void read(String line, Draft draft) throws Wrong {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        List<String> words = words(line);
        switch (words.get(0)) {
            case "processor" -> program(words, draft);
            case "room" -> room(words, draft);
            default -> throw new Wrong("a line begins with processor, room or #, not with '" + words.get(0) + "'");
        }
    }

    /** Words are divided by spaces, but for those within '…' or "…". */
    private static List<String> words(String line) throws Wrong {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (char c : (line + " ").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (c != ' ' && c != '\t') {
                word.append(c);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (quote != 0) {
            throw new Wrong("a " + quote + " is not closed");
        }
        return words;
    }

    private static void program(List<String> words, Draft draft) throws Wrong {
        if (words.size() < 4) {
            throw new Wrong("write: processor NAME child PROGRAM ARGUMENT…, or: processor NAME rmi HOST:PORT");
        }
        String name = RemoteProcessor.checkedName(words.get(1));
        if (WORDS.contains(name) || draft.programs().containsKey(name)) {
            throw new Wrong("'" + name + "' is taken; choose another name");
        }
        if (draft.programs().size() == MOST_PROGRAMS) {
            throw new Wrong("there are " + MOST_PROGRAMS + " processors at the most");
        }
        boolean child = words.get(2).equals("child");
        if (!child && !words.get(2).equals("rmi")) {
            throw new Wrong("a processor is child or rmi, not '" + words.get(2) + "'");
        }
        List<String> command = child ? command(words.subList(3, words.size())) : List.of();
        Address at = child ? null : registry(words);
        draft.programs().put(name, new ProcessorsConfig.Program(name, command, at, USUAL));
    }

    private static List<String> command(List<String> words) throws Wrong {
        String program = words.get(0);
        if (!program.startsWith("/")) {
            throw new Wrong("'" + program + "' is not the whole path of a program, such as /usr/bin/python3");
        }
        if (!Privileges.mayExecute(Path.of(program))) {
            throw new Wrong(program + NEEDS_A_RESTART);
        }
        if (!Files.isRegularFile(Path.of(program))) {
            throw new Wrong("there is no program " + program);
        }
        return words;
    }

    private static Address registry(List<String> words) throws Wrong {
        if (words.size() > 4) {
            throw new Wrong("'" + words.get(4) + "' is one too many; write: processor NAME rmi HOST:PORT");
        }
        Address at = Address.parse(words.get(3), 0);
        if (at.port() == 0) {
            throw new Wrong("'" + words.get(3) + "' has no port; write HOST:PORT");
        }
        if (!at.onLoopback()) {
            throw new Wrong(
                    "'" + words.get(3) + "' is another machine, and messages would go there in plain text; let the"
                            + " processor run on this one");
        }
        if (!Privileges.mayConnect(at)) {
            throw new Wrong(at + NEEDS_A_RESTART);
        }
        return at;
    }

    private static void room(List<String> words, Draft draft) throws Wrong {
        Refusal noName = words.size() < 2 ? null : Names.checkRoom(words.get(1));
        if (noName != null) {
            throw new Wrong("'" + words.get(1) + "' is no room. " + noName.text());
        }
        List<String> rest = words.size() < 2 ? List.of() : words.subList(2, words.size());
        List<String> processors =
                rest.stream().takeWhile(Predicate.not(WORDS::contains)).toList();
        if (processors.isEmpty() || processors.size() > MOST_IN_A_ROOM) {
            throw new Wrong("write: room ROOM PROCESSOR… [fail-open|fail-closed] [within TIME], with 1 to "
                    + MOST_IN_A_ROOM + " processors");
        }
        Set<String> seen = new HashSet<>();
        for (String name : processors) {
            if (!draft.programs().containsKey(name)) {
                throw new Wrong("no line above says what the processor '" + name + "' is");
            }
            if (!seen.add(name)) {
                throw new Wrong("'" + name + "' is there twice");
            }
        }
        ProcessorsConfig.RoomLine room = room(words.get(1), processors, rest.subList(processors.size(), rest.size()));
        if (draft.rooms().putIfAbsent(Names.key(room.room()), room) != null) {
            throw new Wrong("the room '" + room.room() + "' has a line already");
        }
    }

    private static ProcessorsConfig.RoomLine room(String name, List<String> processors, List<String> options)
            throws Wrong {
        boolean open = true;
        Duration within = USUAL;
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            String word = options.get(i);
            boolean time = word.equals("within") && i + 1 < options.size();
            if (!WORDS.contains(word) || word.equals("within") != time || !seen.add(time ? word : "fail")) {
                throw new Wrong("'" + word + "' is not understood; behind the processors come fail-open or fail-closed,"
                        + " and within TIME");
            }
            if (time) {
                within = within(options.get(++i));
            } else {
                open = word.equals("fail-open");
            }
        }
        return new ProcessorsConfig.RoomLine(name, processors, open, within);
    }

    private static Duration within(String text) throws Wrong {
        Duration time = new DurationConverter().convert(text);
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw new Wrong("within is 10ms to 5s, not " + text);
        }
        return time;
    }
}
