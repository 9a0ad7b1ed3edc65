package thiscord.system.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client that comes back whenever it is cut off: joins with what it has read, says again what was not echoed, and
 * notes what it sees. Runs on a thread of its own; {@link #cut}, {@link #finish}, {@link #end} and the questions are for
 * any thread.
 */
final class Talker implements Runnable {
    private static final Pattern FIELD =
            Pattern.compile("\"(type|room|seq|from|id|epoch|replay|reason)\":\"?([^\",}]*)");
    private static final int UNECHOED = 6;

    /** One room as this client knows it. */
    private static final class Place {
        final ArrayDeque<Integer> unechoed = new ArrayDeque<>();
        volatile int said;
        volatile int read;

        @Nullable
        String epoch;

        boolean in;
    }

    private final int number;
    private final boolean writes;
    private final IntSupplier port;
    private final Ledger ledger;
    private final Random random;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private volatile boolean finishing;
    private volatile boolean ended;
    private volatile @Nullable Socket socket;

    Talker(int number, boolean writes, Collection<String> rooms, IntSupplier port, Ledger ledger, long seed) {
        this.number = number;
        this.writes = writes;
        this.port = port;
        this.ledger = ledger;
        this.random = new Random(seed + number);
        rooms.forEach(room -> places.put(room, new Place()));
    }

    /** Breaks the connection, if there is one. */
    void cut() {
        Socket now = socket;
        if (now != null) {
            try {
                now.setSoLinger(random.nextBoolean(), 0);
                now.close();
            } catch (IOException broken) {
                // It was cut off already, which is what is wanted.
            }
        }
    }

    /** Begins nothing new. */
    void finish() {
        finishing = true;
    }

    void end() {
        ended = true;
        cut();
    }

    /** True if all it said was echoed and it has read all that anybody has. */
    boolean done() {
        return places.entrySet().stream()
                .allMatch(place -> place.getValue().read == ledger.newest(place.getKey())
                        && (!writes || isEchoed(place.getValue())));
    }

    private static boolean isEchoed(Place place) {
        synchronized (place.unechoed) {
            return place.unechoed.isEmpty();
        }
    }

    int said(String room) {
        return places.get(room).said;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("talker " + number);
        places.forEach((room, place) -> text.append(' ')
                .append(room)
                .append(" read ")
                .append(place.read)
                .append(" said ")
                .append(place.said)
                .append(" unechoed ")
                .append(place.unechoed.size()));
        return text.toString();
    }

    @Override
    public void run() {
        while (!ended) {
            try (Socket now = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt())) {
                now.setTcpNoDelay(true);
                socket = now;
                talk(now);
            } catch (IOException cutOff) {
                // The hub was killed, or we were cut: come back.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5 + random.nextInt(20)));
            } finally {
                places.values().forEach(place -> place.in = false);
            }
        }
    }

    private void talk(Socket now) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(now.getInputStream(), StandardCharsets.UTF_8));
        send(now, "{\"type\":\"hello\",\"nick\":\"t" + number + "\"}\n");
        while (!ended) {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the end");
            }
            hear(now, line);
            speak(now);
        }
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(Socket now, String line) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Matcher m = FIELD.matcher(line); m.find(); ) {
            fields.putIfAbsent(m.group(1), m.group(2));
        }
        switch (fields.getOrDefault("type", "")) {
            case "welcome" -> joinAll(now);
            case "joined" -> joined(now, fields);
            case "message" -> message(fields, line);
            case "missed" -> ledger.fault(this + " is told: " + line);
            case "refused" -> refused(fields, line);
            default -> {
                // Who came and went.
            }
        }
    }

    private void joinAll(Socket now) throws IOException {
        for (Map.Entry<String, Place> place : places.entrySet()) {
            String epoch = place.getValue().epoch;
            send(
                    now,
                    "{\"type\":\"join\",\"room\":\"" + place.getKey() + "\",\"after\":" + place.getValue().read
                            + (epoch == null ? "" : ",\"epoch\":\"" + epoch + "\"") + "}\n");
        }
    }

    private void joined(Socket now, Map<String, String> fields) throws IOException {
        String room = fields.getOrDefault("room", "");
        Place place = places.get(room);
        if (place.epoch != null && !place.epoch.equals(fields.get("epoch"))) {
            ledger.fault(this + ": " + room + " has another epoch than before");
        }
        if (Integer.parseInt(fields.getOrDefault("seq", "0")) < place.read) {
            ledger.fault(this + ": " + room + " has come to " + fields.get("seq") + " only");
        }
        place.epoch = fields.get("epoch");
        place.in = true;
        for (int again : place.unechoed) {
            say(now, room, again);
        }
    }

    private void message(Map<String, String> fields, String line) {
        String room = fields.getOrDefault("room", "");
        Place place = places.get(room);
        String[] said = fields.getOrDefault("id", "").split("-");
        int writer = Integer.parseInt(said[0]);
        int message = Integer.parseInt(said[1]);
        int seq = Integer.parseInt(fields.getOrDefault("seq", "0"));
        boolean replay = line.contains("\"replay\":true");
        ledger.saw("talker " + number, room, seq, writer, message);
        boolean receipt = false;
        if (writer == number) {
            synchronized (place.unechoed) {
                receipt = place.unechoed.removeFirstOccurrence(message);
            }
        }
        if (seq == place.read + 1) {
            place.read = seq;
        } else if (!(writer == number && replay)) {
            ledger.fault(this + ": after " + place.read + " comes " + seq + " in " + room + (receipt ? ", own" : ""));
        }
    }

    private void refused(Map<String, String> fields, String line) throws IOException {
        String reason = fields.getOrDefault("reason", "");
        if (reason.equals("nick-in-use") || reason.equals("rooms-unavailable")) {
            throw new IOException("not yet: " + reason);
        }
        ledger.fault(this + " is told: " + line);
    }

    private void speak(Socket now) throws IOException {
        for (Map.Entry<String, Place> one : places.entrySet()) {
            Place place = one.getValue();
            while (writes && !finishing && place.in && place.unechoed.size() < UNECHOED) {
                synchronized (place.unechoed) {
                    place.said++;
                    place.unechoed.add(place.said);
                }
                say(now, one.getKey(), place.said);
            }
        }
    }

    private void say(Socket now, String room, int message) throws IOException {
        int chars = random.nextInt(50) == 0 ? 3000 : random.nextInt(200);
        send(
                now,
                "{\"type\":\"say\",\"room\":\"" + room + "\",\"id\":\"" + number + "-" + message + "\",\"text\":\""
                        + "x".repeat(chars) + "!\"}\n");
    }
}
