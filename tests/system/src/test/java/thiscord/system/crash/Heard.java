package thiscord.system.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reliable subscriber printed of rooms, over all its lives: each message's event once and in order, and no gap. */
final class Heard {
    private static final Pattern MESSAGE = Pattern.compile(
            "^\\{\"offset\":(\\d+),\"topic\":\"room/([^\"]+)\".*\"type\":\"thiscord\\.room\\.message\".*\"seq\":(\\d+)");
    private static final Pattern WHOLE = Pattern.compile("^\\{.*\\}$");
    private static final int MOST_FAULTS = 20;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> newest = new HashMap<>();

    Heard(List<List<String>> printed) {
        for (List<String> life : printed) {
            boolean first = true;
            for (int i = 0; i < life.size(); i++) {
                String line = life.get(i);
                if (line.startsWith("{\"gap\":")) {
                    fault("a gap is told: " + line);
                } else if (!WHOLE.matcher(line).matches() && i < life.size() - 1) {
                    fault("a line is cut: " + line);
                } else if (line.endsWith("}")) {
                    Matcher message = MESSAGE.matcher(line);
                    if (message.find()) {
                        heard(message.group(2), Integer.parseInt(message.group(3)), first);
                        first = false;
                    }
                }
            }
        }
    }

    private void heard(String room, int seq, boolean first) {
        int before = newest.getOrDefault(room, 0);
        // The one before may have been killed between printing it and noting that.
        if (seq != before + 1 && !(first && seq == before)) {
            fault("in " + room + " after event " + before + " comes " + seq);
        }
        newest.put(room, seq);
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    List<String> faults() {
        return faults;
    }

    int newest(String room) {
        return newest.getOrDefault(room, 0);
    }
}
