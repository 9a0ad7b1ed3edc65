package thiscord.publisher;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.OwnersAlone;

/**
 * How far a publisher of lines is, in a file: its name, its topic, and how many lines are confirmed. The number is written in
 * place, so it may be too low after a power cut; whoever gives the same lines under the same numbers again is put right by the
 * broker, which takes each number once, and whoever does not has to {@link #force} it. For one thread, and one process at a time.
 */
final class NumberFile implements AutoCloseable {
    private static final String FIRST = "thiscord-publisher 1 ";
    private static final int DIGITS = 19;
    /** What version 0.1.0 wrote for digits that are not ASCII. */
    private static final String LOST = "[?]{" + DIGITS + "}";

    private static final int MOST_BYTES = 4096;

    private final Path file;
    private final FileChannel channel;
    private final String option;
    private final String publisher;
    private final int numberAt;
    private long number;

    private NumberFile(Path file, FileChannel channel, String option, String publisher, int numberAt, long number) {
        this.file = file;
        this.option = option;
        this.channel = channel;
        this.publisher = publisher;
        this.numberAt = numberAt;
        this.number = number;
    }

    /**
     * Opens it; made, with a name of its own, if it is missing.
     *
     * @param option what names another file
     * @throws Failure bad configuration, if it is in use, is no such file, or is of a publisher on another topic
     */
    static NumberFile open(Path file, String topic, String option) {
        String on = URLEncoder.encode(topic, StandardCharsets.UTF_8);
        FileChannel channel = null;
        NumberFile opened = null;
        try {
            channel = OwnersAlone.open(file);
            if (!isFree(channel)) {
                throw unusable(file, option, "another publisher uses it", null);
            }
            opened = read(file, channel, on, option);
            return opened;
        } catch (IOException e) {
            throw unusable(file, option, Failure.why(e), e);
        } finally {
            if (opened == null && channel != null) {
                close(channel);
            }
        }
    }

    private static NumberFile read(Path file, FileChannel channel, String on, String option) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(MOST_BYTES);
        while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
            continue;
        }
        String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
        if (!text.endsWith("\n")) {
            // Empty, or cut off while it was made: nothing had been published then.
            String head = FIRST + Confirming.newName() + " " + on + " ";
            if (!text.isEmpty() && !text.startsWith(FIRST)) {
                throw unusable(file, option, "it is no such file", null);
            }
            NumberFile fresh = new NumberFile(file, channel, option, head.split(" ")[2], head.length(), 0);
            channel.truncate(0);
            fresh.write(head + digits(0) + "\n", 0);
            channel.force(true);
            return fresh;
        }
        String[] words = text.substring(0, text.length() - 1).split(" ");
        if (text.startsWith(FIRST) && words.length == 5 && words[4].matches(LOST)) {
            return recovered(file, channel, option, words, text.length() - 1 - DIGITS);
        }
        if (!text.startsWith(FIRST) || words.length != 5 || !words[4].matches("[0-9]{" + DIGITS + "}")) {
            throw unusable(file, option, "it is no such file", null);
        }
        if (!words[3].equals(on)) {
            throw unusable(file, option, "it is of a publisher on another topic", null);
        }
        return new NumberFile(file, channel, option, words[2], text.length() - 1 - DIGITS, Long.parseLong(words[4]));
    }

    /**
     * The number is lost. The lines of an input come with the same numbers as before, so the broker takes none twice; other
     * events get a new publisher, whose numbers the broker has not seen.
     */
    private static NumberFile recovered(Path file, FileChannel channel, String option, String[] words, int numberAt)
            throws IOException {
        NumberFile lost = new NumberFile(file, channel, option, words[2], numberAt, 0);
        if (words[3].equals(URLEncoder.encode(ConfirmedOutlet.ALL_TOPICS, StandardCharsets.UTF_8))) {
            String name = Confirming.newName();
            lost = new NumberFile(file, channel, option, name, (FIRST + name + " " + words[3] + " ").length(), 0);
            channel.truncate(0);
            lost.write(FIRST + name + " " + words[3] + " " + digits(0) + "\n", 0);
        }
        return lost;
    }

    private static String digits(long number) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static Failure unusable(Path file, String option, String why, @Nullable Throwable cause) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                "cannot use the state file " + file + ": " + why + "; choose another with " + option,
                cause);
    }

    /** The publisher's name. */
    String publisher() {
        return publisher;
    }

    /** So many lines are done with. */
    long number() {
        return number;
    }

    /** So many are now. */
    void reached(long now) {
        if (now <= number) {
            return;
        }
        try {
            write(digits(now), numberAt);
            number = now;
        } catch (IOException e) {
            throw unusable(file, option, Failure.why(e), e);
        }
    }

    /** Waits until the disk has the number. */
    void force() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unusable(file, option, Failure.why(e), e);
        }
    }

    private void write(String text, int at) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes, (long) at + bytes.position());
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger("thiscord.publisher").log(System.Logger.Level.WARNING, "closing the state file", e);
        }
    }
}
