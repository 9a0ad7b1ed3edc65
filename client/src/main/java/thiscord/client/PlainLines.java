package thiscord.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.EndOfFileException;
import org.jline.utils.AttributedString;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * A person's talk as lines, one after the other: no prompt, no colour, no moving of the cursor. Made for screen readers, and
 * for terminals that can do no more.
 */
final class PlainLines implements Screen {
    private static final int MOST_CHARS = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Reader in;
    private final PrintStream out;
    private final boolean bell;
    private final Desk desk;

    /** @param bell false if no bell is to be written */
    PlainLines(InputStream in, PrintStream out, boolean bell, Desk desk) {
        this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
        this.out = out;
        this.bell = bell;
        this.desk = desk;
    }

    @Override
    public ReentrantLock lock() {
        return lock;
    }

    @Override
    public String read(String draft) {
        while (true) {
            String line = line();
            lock.lock();
            try {
                AttributedString objection = desk.objection(line);
                if (objection == null) {
                    return line;
                }
                show(List.of(objection));
            } finally {
                lock.unlock();
            }
        }
    }

    /** What is longer than a line may be is cut there; the desk says that it is too long. */
    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            int c = in.read();
            if (c < 0) {
                throw new EndOfFileException();
            }
            while (c >= 0 && c != '\n' && line.length() < MOST_CHARS) {
                line.append((char) c);
                c = in.read();
            }
            while (c >= 0 && c != '\n') {
                c = in.read();
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.UNEXPECTED, "cannot read what is typed: " + Failure.why(e), e);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    @Override
    public void show(List<AttributedString> lines) {
        lock.lock();
        try {
            lines.forEach(line -> out.print(line + "\n"));
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refresh() {
        // Nothing stands on a plain screen but what was said.
    }

    @Override
    public void signal(String sequence) {
        if (bell && sequence.indexOf('\u0007') >= 0) {
            lock.lock();
            try {
                out.print('\u0007');
                out.flush();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public boolean typing() {
        return false;
    }

    @Override
    public String typed() {
        return "";
    }

    @Override
    public void typed(String text) {
        // A line that is being typed belongs to the terminal until it is ended.
    }

    @Override
    public int columns() {
        return 0;
    }
}
