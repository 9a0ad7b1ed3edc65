package thiscord.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import thiscord.protocol.event.Topics;
import thiscord.protocol.json.JsonDialect;
import thiscord.protocol.text.SlashCommand;

/** docs/PROTOCOL.md says what the code does, and quotes the golden transcripts as they are. */
class ReferenceTest {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");
    private static final Pattern QUOTED =
            Pattern.compile("<!-- transcript: ([\\w-]+) -->\n```text\n(.*?)\n```\n", Pattern.DOTALL);
    /** Reasons that no transcript can provoke: of other planes, of later versions, of failures, of a peer that is slow. */
    private static final Set<Reason> NOT_PROVOKED = Set.of(
            Reason.NOT_READING,
            Reason.MAIL_FULL,
            Reason.TOO_FAST,
            Reason.NICK_REGISTERED,
            Reason.SESSION_ENDED,
            Reason.NODE_IN_USE,
            Reason.SHUTTING_DOWN,
            Reason.INTERNAL,
            Reason.LOG_UNAVAILABLE,
            Reason.LOG_BUSY,
            Reason.LOG_FULL);

    private final String page = Files.readString(Path.of("../docs/PROTOCOL.md"));

    ReferenceTest() throws IOException {}

    @Test
    void everyTranscriptIsQuotedAsItIs() throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(TRANSCRIPTS)) {
            for (Path file : all.toList()) {
                files.put(
                        file.getFileName().toString().replace(".txt", ""),
                        Files.readString(file).strip());
            }
        }
        TreeMap<String, String> quoted = new TreeMap<>();
        QUOTED.matcher(page).results().forEach(block -> quoted.put(block.group(1), block.group(2)));

        assertThat(quoted).isEqualTo(files);
        assertThat(page.split("<!-- transcript:")).hasSize(files.size() + 1);
    }

    @Test
    void everyReasonIsPrintedWithItsMeaning() {
        for (Reason reason : Reason.values()) {
            assertThat(page).contains("| `" + reason.wire() + "` | " + reason.meaning() + " |\n");
        }
    }

    @Test
    void everyReasonThatCanBeProvokedIsInATranscript() {
        for (Reason reason : Reason.values()) {
            assertThat(page.contains("\"reason\":\"" + reason.wire() + "\""))
                    .as(reason.wire())
                    .isEqualTo(!NOT_PROVOKED.contains(reason));
        }
    }

    @Test
    void everyCommandAndEventIsInTheTablesAndEveryCommandInATranscript() {
        Set<String> sent = sent();
        for (Class<?> command : Command.class.getPermittedSubclasses()) {
            String type = command.getSimpleName().toLowerCase(Locale.ROOT);
            if (command != Command.Malformed.class) {
                assertThat(page).contains("| `" + type + "` |");
                assertThat(sent).contains(type);
            }
        }
        for (Event event : Samples.events("x")) {
            Matcher type = Pattern.compile("\"type\":\"(\\w+)\"").matcher(new String(new JsonDialect().encode(event)));
            assertThat(type.find()).isTrue();
            assertThat(page).contains("| `" + type.group(1) + "` |");
        }
        for (SlashCommand one : SlashCommand.all()) {
            assertThat(page).contains("> /" + one.name()).contains("* " + one.usage() + " - " + one.help());
        }
    }

    private Set<String> sent() {
        return Pattern.compile("> \\{\"type\":\"(\\w+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .collect(TreeSet::new, Set::add, Set::addAll);
    }

    @Test
    void everyFieldThatIsWrittenIsNamedInTheRowOfItsType() {
        Pattern field = Pattern.compile("\"(\\w+)\":");
        for (Event event : Samples.events("x")) {
            String line = new String(new JsonDialect().encode(event));
            List<String> names = new ArrayList<>(
                    field.matcher(line).results().map(found -> found.group(1)).toList());
            String type = line.replaceFirst(".*?\"type\":\"(\\w+)\".*\n", "$1");
            if (type.equals("action")) {
                continue;
            }
            String row = page.lines()
                    .filter(one -> one.startsWith("| `" + type + "` |"))
                    .reduce("", (one, other) -> one + other);
            names.removeIf(name -> name.equals("type") || page.contains("| `" + name + "` | `--"));

            assertThat(names).as(type).allMatch(name -> row.contains("`" + name + "`"));
        }
    }

    @Test
    void limitsAreThoseOfTheCode() {
        Limits usual = Limits.DEFAULT;
        assertThat(rows("lineBytes")).contains(" " + usual.lineBytes() + " ");
        assertThat(rows("textChars")).contains(" " + usual.textChars() + " ");
        assertThat(rows("roomsPerSession")).contains(" " + usual.roomsPerSession() + " ");
        assertThat(rows("membersPerRoom")).contains(" " + usual.membersPerRoom() + " ");
        assertThat(rows("sessions")).contains(" " + usual.sessions() + " ");
        assertThat(rows("sessionsPerAddress")).contains(" " + usual.sessionsPerAddress() + " ");
        assertThat(page)
                .contains("at most " + Command.MAX_ID_CHARS + " characters")
                .contains("at most " + Command.Board.MOST_BYTES + " bytes of UTF-8")
                .contains("has at most " + Command.Calc.MOST_CHARS + " characters")
                .contains("1 to " + Names.MAX_NICK + ", a room name 1 to " + Names.MAX_ROOM + " code points")
                .contains("at most " + Event.RoomLine.MAX_TOPIC_CHARS + " characters")
                .contains("1 to " + Topics.MAX_BYTES + " bytes of UTF-8")
                .contains("at most " + Topics.MAX_PAYLOAD_BYTES + " bytes");
    }

    private String rows(String field) {
        Matcher row = Pattern.compile("\\| `" + field + "` \\| `--.*").matcher(page);
        return row.results().map(MatchResult::group).reduce("", String::concat);
    }
}
