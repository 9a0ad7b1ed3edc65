package thiscord.client;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import thiscord.protocol.text.SlashCommand;

/** What Tab offers: commands behind a slash, rooms behind the commands that take one, otherwise nicks. */
final class Completion implements Completer {
    private final Places places;

    Completion(Places places) {
        this.places = places;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String first = line.words().get(0);
        if (line.wordIndex() == 0 && first.startsWith("/")) {
            for (SlashCommand command : Commands.all()) {
                String word = "/" + command.name();
                candidates.add(new Candidate(word, word, null, command.help(), null, null, true));
            }
        } else if (line.wordIndex() == 1 && first.equals("/set")) {
            for (Setting setting : Setting.values()) {
                candidates.add(new Candidate(setting.word()));
            }
        } else if (line.wordIndex() == 1 && takesRoom(first)) {
            places.rooms().forEach(room -> candidates.add(new Candidate(room)));
        } else {
            String suffix = line.wordIndex() == 0 ? ":" : "";
            places.nicks().forEach(nick -> candidates.add(new Candidate(nick + suffix)));
        }
    }

    private static boolean takesRoom(String word) {
        return Commands.all().stream()
                .anyMatch(command ->
                        word.equals("/" + command.name()) && command.arguments().matches("\\[?ROOM.*"));
    }
}
