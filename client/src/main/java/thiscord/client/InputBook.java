package thiscord.client;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.protocol.Names;

/**
 * The lines that were typed, room by room, over the end of the client: a file of {@code KEY<tab>LINE} for the owner alone,
 * with line ends and backslashes escaped. Several clients may add to it at once; at the start it is cut to what is kept.
 * Guarded by the screen's lock.
 */
final class InputBook {
    private static final long MOST_BYTES = 4 << 20;
    private static final int MOST_ROOMS = 200;

    private final @Nullable Path file;
    private final int most;
    private final Consumer<String> notice;
    private final Map<String, DefaultHistory> histories = new LinkedHashMap<>();
    private boolean complained;

    /**
     * @param file where they are kept, or null for nowhere
     * @param most how many for each room, up to 500; 0 keeps none in the file
     */
    InputBook(@Nullable Path file, int most, Consumer<String> notice) {
        this.file = most == 0 ? null : file;
        this.most = most;
        this.notice = notice;
        read();
    }

    /** What was typed in a room; null for outside of all. */
    History of(@Nullable String room) {
        return history(key(room));
    }

    private DefaultHistory history(String key) {
        return histories.computeIfAbsent(key, unknown -> new Remembered());
    }

    private static String key(@Nullable String room) {
        return room == null ? "" : Names.key(room);
    }

    /** Keeps a line, unless it may hold a secret. */
    void add(@Nullable String room, String line) {
        if (Commands.secret(line) || line.startsWith(" ")) {
            return;
        }
        DefaultHistory history = history(key(room));
        boolean again = !history.isEmpty() && history.get(history.last()).equals(line);
        history.add(Instant.now(), line);
        if (!again) {
            append(key(room) + "\t" + escape(line) + "\n");
        }
    }

    private void read() {
        Path from = file;
        if (from == null || !Files.exists(from)) {
            return;
        }
        try {
            boolean whole = Files.size(from) <= MOST_BYTES;
            Map<String, List<String>> lines = new LinkedHashMap<>();
            int all = whole ? 0 : 1;
            String text = whole ? new String(Files.readAllBytes(from), StandardCharsets.UTF_8) : newest(from);
            for (String line : text.split("\n")) {
                int tab = line.indexOf('\t');
                if (tab >= 0) {
                    all++;
                    String key = line.substring(0, tab);
                    List<String> ofRoom = lines.containsKey(key) ? lines.remove(key) : new ArrayList<>();
                    ofRoom.add(line.substring(tab + 1));
                    lines.put(key, ofRoom);
                }
            }
            keep(lines, all);
        } catch (IOException e) {
            complain(e);
        }
    }

    /** The last lines of a file that has grown too large, far below the most that it may have. */
    private static String newest(Path from) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(from)) {
            channel.position(channel.size() - MOST_BYTES / 2);
            String end =
                    new String(Channels.newInputStream(channel).readNBytes((int) MOST_BYTES), StandardCharsets.UTF_8);
            return end.substring(end.indexOf('\n') + 1);
        }
    }

    private void keep(Map<String, List<String>> lines, int all) throws IOException {
        lines.keySet().removeAll(List.copyOf(lines.keySet()).subList(0, Math.max(0, lines.size() - MOST_ROOMS)));
        StringBuilder whole = new StringBuilder();
        int kept = 0;
        for (Map.Entry<String, List<String>> room : lines.entrySet()) {
            List<String> ofRoom = room.getValue();
            for (String line : ofRoom.subList(Math.max(0, ofRoom.size() - most), ofRoom.size())) {
                history(room.getKey()).add(Instant.EPOCH, unescape(line));
                whole.append(room.getKey()).append('\t').append(line).append('\n');
                kept++;
            }
        }
        Path to = file;
        if (kept < all && to != null) {
            try (WholeFile shorter = WholeFile.begin(to)) {
                shorter.out().write(whole.toString().getBytes(StandardCharsets.UTF_8));
                shorter.finish(true);
            }
        }
    }

    private void append(String line) {
        Path to = file;
        if (to == null) {
            return;
        }
        try {
            if (!Files.exists(to)) {
                MarkFile.makeFolderOf(to);
                try (WholeFile begun = WholeFile.begin(to)) {
                    begun.finish(true);
                }
            }
            Files.write(to, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(IOException why) {
        if (!complained) {
            complained = true;
            notice.accept("the lines that you type cannot be kept: " + Failure.why(why));
        }
    }

    static String escape(String line) {
        return line.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    static String unescape(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\\' || i + 1 == line.length()) {
                out.append(c);
                continue;
            }
            char next = line.charAt(++i);
            out.append(next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next);
        }
        return out.toString();
    }

    /** One room's lines in memory: bounded by JLine, and without a file of its own. */
    private static final class Remembered extends DefaultHistory {
        /** The reader would bring a file. */
        @Override
        public void attach(LineReader reader) {
            moveToEnd();
        }

        @Override
        public void add(Instant time, String line) {
            if (isEmpty() || !get(last()).equals(line)) {
                internalAdd(time, line);
            }
            moveToEnd();
        }
    }
}
