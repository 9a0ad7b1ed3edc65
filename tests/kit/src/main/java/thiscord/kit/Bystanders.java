package thiscord.kit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A room of people who talk all the time, one after the other, while something else is going on. Each must see each
 * message once and in order, and none may be told that it is behind or missed something. Runs on a thread of its own.
 */
public final class Bystanders implements AutoCloseable {
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");

    private final List<LinePeer> people = new ArrayList<>();
    private final String room;
    private final String filling;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile long said;
    private volatile @Nullable Throwable hurt;

    private Bystanders(String room, String filling) {
        this.room = room;
        this.filling = filling;
        this.thread = new Thread(this::talk, "bystanders-" + room);
    }

    /** So many people enter a room and begin to talk; {@code filling} makes what they say longer. */
    public static Bystanders talking(int port, String room, int number, String filling) throws IOException {
        Bystanders all = new Bystanders(room, filling);
        for (int i = 0; i < number; i++) {
            LinePeer one = LinePeer.connect(port);
            all.people.add(one);
            one.hello(room + i).join(room);
        }
        all.thread.start();
        return all;
    }

    private void talk() {
        try {
            for (int n = 0; !stopping || n % people.size() != 0; n++) {
                String text = "n" + n + filling;
                people.get(n % people.size()).say(room, text);
                for (LinePeer one : people) {
                    hear(one, n + 1L, text);
                }
                said = n + 1L;
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            hurt = e;
        }
    }

    private static void hear(LinePeer one, long seq, String text) throws IOException {
        String line = one.until(l -> !l.contains("\"type\":\"presence\""), "a message");
        Matcher number = SEQ.matcher(line);
        boolean right = line.contains("\"type\":\"message\"") && number.find();
        if (!right || Long.parseLong(number.group(1)) != seq || !line.contains("\"text\":\"" + text + "\"")) {
            throw new AssertionError("message " + seq + " was to come, but this came: " + line);
        }
    }

    /** How many messages all have seen so far. */
    public long said() {
        check();
        return said;
    }

    /** Waits until so many more messages were seen by all. */
    public void hearMore(long messages) throws InterruptedException {
        long until = said() + messages;
        while (said() < until && thread.isAlive()) {
            thread.join(10);
        }
        check();
    }

    /** Lets each speak once more, and ends. Fails if anybody was hurt; answers how many messages all have seen. */
    public long stop() throws InterruptedException {
        stopping = true;
        thread.join();
        check();
        return said;
    }

    private void check() {
        Throwable cause = hurt;
        if (cause != null) {
            throw new AssertionError("a bystander was hurt: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        for (LinePeer one : people) {
            one.close();
        }
    }
}
