package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.protocol.Keeps;
import thiscord.protocol.rules.Access;

@Timeout(60)
class KilledStoreIT {
    @TempDir
    private Path folder;

    /** Stores rooms without end and says each id when it is stored. */
    static final class Writer {
        public static void main(String[] arguments) {
            RoomStore store = SqliteRoomStore.open(Path.of(arguments[0]));
            for (long id = 1; ; id++) {
                RoomRecord room = new RoomRecord(id, "room" + id, "", Keeps.ALL, "a", 0, Access.PUBLIC);
                store.write(List.of(new Mutation.Created(room), new Mutation.Joined(room, "bob")));
                System.out.println(id);
            }
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesAKillAndNoWriteIsHalfThere() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long acknowledged = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            while (acknowledged < 50) {
                acknowledged = Long.parseLong(Objects.requireNonNull(out.readLine()));
            }
            child.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                acknowledged = Math.max(acknowledged, line.isEmpty() ? 0 : Long.parseLong(line));
            }
        }
        child.waitFor();

        List<Mutation> stored = new ArrayList<>();
        try (RoomStore store = SqliteRoomStore.open(folder)) {
            store.load(stored::add);
        }

        long rooms = stored.stream().filter(Mutation.Created.class::isInstance).count();
        assertThat(rooms).isGreaterThanOrEqualTo(acknowledged);
        assertThat(stored).hasSize((int) (2 * rooms));
    }
}
