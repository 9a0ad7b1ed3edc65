package thiscord.system.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of two who write direct messages to each other: comes back whenever it is cut off, says again under the same id, and in the
 * same order, what it has no receipt of, is away now and then, and notes what it is given. Runs on a thread of its own;
 * {@link #finish}, {@link #end} and the questions are for any thread.
 */
final class Writer implements Runnable {
    private static final Pattern DIRECT =
            Pattern.compile("^\\{\"type\":\"msg\",.*\"from\":\"([^\"]+)\".*\"id\":\"d-(\\d+)\"");
    private static final int UNECHOED = 4;
    private static final int MOST_AHEAD = 30;

    private final String me;
    private final String other;
    private final IntSupplier port;
    private final IntSupplier otherRead;
    private final Ledger ledger;
    private final Random random;
    private final ArrayDeque<Integer> unechoed = new ArrayDeque<>();
    private volatile int said;
    private volatile int echoed;
    private volatile int read;
    private boolean welcome;
    private volatile boolean finishing;
    private volatile boolean ended;
    private volatile @Nullable Socket socket;

    /** @param otherRead how far the other is, so that no more waits for it than may */
    Writer(String me, String other, IntSupplier port, IntSupplier otherRead, Ledger ledger, long seed) {
        this.otherRead = otherRead;
        this.me = me;
        this.other = other;
        this.port = port;
        this.ledger = ledger;
        this.random = new Random(seed + me.hashCode());
    }

    /** Begins nothing new, and stays. */
    void finish() {
        finishing = true;
    }

    /** True if all that it said has a receipt. */
    boolean done() {
        return echoed == said;
    }

    int said() {
        return said;
    }

    /** The number of the newest that it was given. */
    int read() {
        return read;
    }

    void end() throws IOException {
        ended = true;
        Socket now = socket;
        if (now != null) {
            now.close();
        }
    }

    @Override
    public void run() {
        while (!ended) {
            try (Socket now = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt())) {
                now.setTcpNoDelay(true);
                now.setSoTimeout(200);
                welcome = false;
                socket = now;
                talk(now);
            } catch (IOException cutOff) {
                // The hub was killed, or the nick is not free yet: come back.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5 + random.nextInt(60)));
            }
        }
    }

    private void talk(Socket now) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(now.getInputStream(), StandardCharsets.UTF_8));
        send(now, "{\"type\":\"hello\",\"nick\":\"" + me + "\"}\n");
        int lines = 30 + random.nextInt(300);
        boolean leaving = false;
        String line = next(in);
        while (!ended && line != null) {
            hear(line);
            if (line.startsWith("{\"type\":\"welcome\"")) {
                for (int again : unechoed) {
                    say(now, again);
                }
                welcome = true;
            }
            while (welcome
                    && !leaving
                    && !finishing
                    && unechoed.size() < UNECHOED
                    && said - otherRead.getAsInt() < MOST_AHEAD) {
                unechoed.add(++said);
                say(now, said);
            }
            if (lines-- == 0 && !finishing) {
                // Away for a moment, having read all that was given.
                leaving = true;
                now.shutdownOutput();
            }
            line = next(in);
        }
        throw new IOException("the end");
    }

    /** The next line; an empty one if none comes for a while, null at the end. */
    private static @Nullable String next(BufferedReader in) throws IOException {
        try {
            return in.readLine();
        } catch (SocketTimeoutException nothingYet) {
            return "";
        }
    }

    private void say(Socket now, int number) throws IOException {
        send(
                now,
                "{\"type\":\"msg\",\"to\":\"" + other + "\",\"id\":\"d-" + number + "\",\"text\":\""
                        + "x".repeat(number % 100) + number + "\"}\n");
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void hear(String line) throws IOException {
        Matcher direct = DIRECT.matcher(line);
        if (direct.find()) {
            int number = Integer.parseInt(direct.group(2));
            if (direct.group(1).equals(me)) {
                if (unechoed.removeFirstOccurrence(number)) {
                    echoed++;
                }
            } else if (number == read + 1) {
                read = number;
            } else {
                ledger.fault(me + " was given " + number + " behind " + read + ": " + line);
                read = Math.max(read, number);
            }
        } else if (line.contains("\"type\":\"refused\"")) {
            if (line.contains("nick-in-use")) {
                throw new IOException("not yet: " + line);
            }
            ledger.fault(me + " is told: " + line);
        }
    }

    @Override
    public String toString() {
        return "writer " + me + " said " + said + ", receipts " + echoed + ", read " + read;
    }
}
