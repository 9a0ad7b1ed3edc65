package thiscord.kit;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays a transcript against a hub on loopback. Each peer connects when it first appears. At the end each peer that is
 * still connected pings, and the pong has to be the next line: nothing came that the transcript does not have.
 */
public final class TranscriptPlayer implements AutoCloseable {
    private static final String END = "end-of-transcript";

    private final Transcript transcript;
    private final int port;
    private final Map<String, LinePeer> peers = new LinkedHashMap<>();
    private final Map<String, Boolean> json = new HashMap<>();
    private final Map<String, String> received = new HashMap<>();

    private TranscriptPlayer(Transcript transcript, int port) {
        this.transcript = transcript;
        this.port = port;
    }

    /**
     * Plays it.
     *
     * @throws AssertionError at the first line that is another than the transcript has
     */
    public static void play(Transcript transcript, int port) throws IOException {
        try (TranscriptPlayer player = new TranscriptPlayer(transcript, port)) {
            for (Transcript.Step step : transcript.steps()) {
                player.play(step);
            }
            player.end();
        }
    }

    private void play(Transcript.Step step) throws IOException {
        LinePeer peer = peers.get(step.peer());
        if (peer == null) {
            peer = LinePeer.connect(port);
            peers.put(step.peer(), peer);
        }
        if (step.kind() == Transcript.Kind.SEND || step.kind() == Transcript.Kind.SEND_UNENDED) {
            json.putIfAbsent(step.peer(), step.text().startsWith("{"));
            peer.raw(step.bytes(received));
            return;
        }
        String line = peer.lineOrEnd();
        if (step.kind() == Transcript.Kind.CLOSED) {
            require(line == null, step, line);
            peers.remove(step.peer()).close();
        } else {
            require(line != null && step.matches(line, received), step, line);
        }
    }

    private void end() throws IOException {
        for (Map.Entry<String, LinePeer> one : peers.entrySet()) {
            boolean speaksJson = json.getOrDefault(one.getKey(), false);
            one.getValue().send(speaksJson ? "{\"type\":\"ping\",\"id\":\"" + END + "\"}" : "/ping " + END);
            String line = one.getValue().line();
            if (!line.contains(END)) {
                throw new AssertionError(transcript + ": at its end " + one.getKey() + "< " + line);
            }
        }
    }

    private void require(boolean held, Transcript.Step step, @Nullable String line) {
        if (!held) {
            throw new AssertionError(transcript + ":" + step.line() + ":\nexpected " + step.peer() + "< " + step.text()
                    + "\nreceived " + step.peer() + "< " + (line == null ? "(closed)" : line));
        }
    }

    @Override
    public void close() throws IOException {
        for (LinePeer peer : peers.values()) {
            peer.close();
        }
    }
}
