package thiscord.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thiscord.cli.Address;
import thiscord.cli.DurationConverter;
import thiscord.hub.directory.HubSecret;
import thiscord.hub.log.Durability;
import thiscord.kit.Transcript;
import thiscord.kit.TranscriptPlayer;
import thiscord.protocol.Limits;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;

/** The hub says what the golden transcripts say, which {@code docs/PROTOCOL.md} quotes. */
class TranscriptIT {
    private static final Set<String> LIMITS =
            Set.of("line-bytes", "text-chars", "rooms-per-session", "members-per-room", "rooms", "sessions");

    static List<Transcript> all() {
        return Transcript.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theHubAnswersAsTheTranscriptHasIt(Transcript transcript, @TempDir Path folder) throws IOException {
        HubSettings settings = settings(transcript.settings(), folder);
        if (!transcript.settings().containsKey("with-room-service")) {
            play(transcript, settings);
            return;
        }
        try (RoomServer rooms = RoomServer.start(RoomServerSettings.of(folder.resolve("rooms"), 0))) {
            play(
                    transcript,
                    settings.with(rooms.registryAddress(), null).withHubSecret(HubSecret.of(rooms.hubSecret())));
        }
    }

    private static void play(Transcript transcript, HubSettings settings) throws IOException {
        try (Hub hub = Hub.start(settings)) {
            TranscriptPlayer.play(transcript, hub.address().port());
        }
    }

    private static HubSettings settings(Map<String, String> wanted, Path folder) throws IOException {
        HubSettings settings = HubSettings.alone(0).withLimits(limits(wanted));
        for (Map.Entry<String, String> one : wanted.entrySet()) {
            switch (one.getKey()) {
                case "open-rooms" -> settings = settings.withOpenRooms(true);
                case "flush-after" ->
                    settings = settings.withFlushAfter(new DurationConverter().convert(one.getValue()));
                case "processors" -> settings = settings.withProcessors(processors(folder));
                case "data" -> settings = settings.withData(folder, Durability.PROCESS);
                case "with-room-service" -> {
                    // Started beside the hub.
                }
                case "room-service" -> settings = settings.with(nobody(), null);
                default -> assertThat(LIMITS).contains(one.getKey());
            }
        }
        return settings;
    }

    /** A room whose processor knows four words. */
    private static Path processors(Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("words.sh"), """
                while IFS= read -r line; do
                  id=${line#*'"id":'}; id=${id%%,*}
                  case $line in
                    *darn*) echo '{"id":'$id',"text":"d***"}' ;;
                    *time*) echo '{"id":'$id',"reply":"It is late."}' ;;
                    *hell*) echo '{"id":'$id',"refused":"Not in this room."}' ;;
                  esac
                done
                """);
        return Files.write(
                folder.resolve("processors.conf"),
                List.of("processor words child /bin/sh " + script, "room lab words fail-closed within 2s"));
    }

    /** An address of loopback where nobody listens. */
    private static Address nobody() {
        return Address.loopback(1);
    }

    private static Limits limits(Map<String, String> wanted) {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                limit(wanted, "line-bytes", usual.lineBytes()),
                limit(wanted, "text-chars", usual.textChars()),
                limit(wanted, "rooms-per-session", usual.roomsPerSession()),
                limit(wanted, "members-per-room", usual.membersPerRoom()),
                limit(wanted, "rooms", usual.rooms()),
                limit(wanted, "sessions", usual.sessions()),
                usual.sessionsPerAddress());
    }

    private static int limit(Map<String, String> wanted, String name, int usual) {
        return wanted.containsKey(name) ? Integer.parseInt(wanted.get(name)) : usual;
    }
}
