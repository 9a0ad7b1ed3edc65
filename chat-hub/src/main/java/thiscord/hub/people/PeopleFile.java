package thiscord.hub.people;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.PeopleInfo;

/**
 * The copy of the accounts in a hub's data folder: a first line that says what it is, one of {@link PeopleInfo}, then one an
 * account: its generation, with a minus before it if it is disabled, its name, and since protocol 4 its id. Written whole. For one thread.
 */
final class PeopleFile {
    static final String NAME = "people.copy";

    private static final System.Logger LOG = System.getLogger("thiscord.hub");
    private static final String KIND = "thiscord-people-1";
    private static final long MOST_BYTES = 8 << 20;

    record Content(PeopleInfo info, List<AccountState> accounts) {}

    private final Path file;

    PeopleFile(Path folder) {
        this.file = folder.resolve(NAME);
    }

    /** What is in it; null if it is missing or of no use, which is logged. */
    @Nullable
    Content read() {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes");
            }
            return parse(Files.readAllLines(file));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.log(
                    Level.WARNING,
                    () -> "hub: " + file + " cannot be read (" + e.getMessage()
                            + "); who has an account is known once the room service answers");
            return null;
        }
    }

    private static Content parse(List<String> lines) throws IOException {
        String[] info = lines.get(1).split(" ");
        if (!lines.get(0).equals(KIND) || info.length != 3) {
            throw new IOException("it is no copy of accounts");
        }
        List<AccountState> accounts = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] both = line.split(" ");
            long generation = Long.parseLong(both[0]);
            long id = both.length < 3 ? 0 : Long.parseLong(both[2]);
            accounts.add(new AccountState(both[1], Math.abs(generation), generation < 0, id));
        }
        return new Content(new PeopleInfo(info[0], info[1], Boolean.parseBoolean(info[2])), accounts);
    }

    /** Puts it in the place of what is there; if that fails it is logged, and tried with the next change. */
    void write(Content now) {
        try (WholeFile whole = WholeFile.begin(file);
                Writer out = new BufferedWriter(new OutputStreamWriter(whole.out(), StandardCharsets.UTF_8))) {
            PeopleInfo info = now.info();
            out.write(KIND + "\n" + info.ticketKey() + " " + info.guests() + " " + info.registration() + "\n");
            for (AccountState one : now.accounts()) {
                out.write((one.disabled() ? "-" : "") + one.generation() + " " + one.name() + " " + one.id() + "\n");
            }
            out.flush();
            whole.finish(true);
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "hub: " + file + " cannot be written (" + Failure.why(e) + ")");
        }
    }
}
