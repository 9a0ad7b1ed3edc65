package thiscord.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;

/**
 * A line to type on at the foot of a terminal, with JLine's keys and those of the rooms. Its lock is JLine's: whoever
 * prints holds it, and so does each key while it works.
 */
final class TypingLine extends LineReaderImpl implements Screen {
    private static final int ROWS_FOR_TWO_LINES = 5;
    private static final int MOST_ROOM_KEYS = 9;

    private final Desk desk;
    private final Attributes found;
    private boolean objected;
    /** True once the process ends, by whatever. */
    private volatile boolean over;

    TypingLine(Terminal terminal, Desk desk, Completer completer) {
        super(terminal, "thiscord", null);
        this.desk = desk;
        setParser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]));
        setCompleter(completer);
        setOpt(Option.DISABLE_EVENT_EXPANSION);
        setOpt(Option.ERASE_LINE_ON_FINISH);
        setOpt(Option.CASE_INSENSITIVE);
        // From now to the end, so that a key that is pressed between two lines is neither echoed nor lost.
        found = terminal.enterRawMode();
        setVariable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
        bind();
        Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "thiscord-client-terminal"));
    }

    /**
     * The terminal of this process. Without JLine's small native library (where it cannot be loaded) a program is started
     * for each look at the terminal, which is slow and otherwise the same. Ctrl-C comes as a key only; otherwise JLine would
     * also interrupt the reading thread for it, and one press could count twice. The terminal is asked nothing at the start:
     * one that does not answer would hold it up.
     */
    static Terminal open() throws IOException {
        System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
        String[] providers = {TerminalBuilder.PROP_PROVIDER_JNI, TerminalBuilder.PROP_PROVIDER_EXEC};
        return TerminalBuilder.builder()
                .system(true)
                .graphemeCluster(false)
                .providers(String.join(",", providers))
                .build();
    }

    private void bind() {
        widgets.put("next-room", () -> step(1));
        widgets.put("last-room", () -> step(-1));
        widgets.put("suspend", this::suspend);
        widgets.put(LineReader.ACCEPT_LINE, this::accept);
        KeyMap<Binding> keys = keyMaps.get(LineReader.EMACS);
        keys.bind(new Reference("next-room"), KeyMap.ctrl('N'));
        keys.bind(new Reference("last-room"), KeyMap.ctrl('P'));
        keys.bind(new Reference("suspend"), KeyMap.ctrl('Z'));
        for (int n = 1; n <= MOST_ROOM_KEYS; n++) {
            int number = n;
            widgets.put("room-" + n, () -> go(number));
            keys.bind(new Reference("room-" + n), KeyMap.alt((char) ('0' + n)));
        }
    }

    /** What stands against it is shown below the text, where it is seen however tall that is, until the next key. */
    private boolean accept() {
        AttributedString against = desk.objection(buf.toString());
        if (against == null) {
            return acceptLine();
        }
        objected = true;
        post = () -> against;
        return true;
    }

    @Override
    public Binding readBinding(KeyMap<Binding> keys, KeyMap<Binding> local) {
        Binding binding = super.readBinding(keys, local);
        if (objected) {
            objected = false;
            post = null;
        }
        return binding;
    }

    /**
     * Ctrl-Z: stops the process as the key does elsewhere, with the terminal as it was found, and draws anew when it goes on.
     * Where no shell waits for it, the signal does nothing.
     */
    private boolean suspend() {
        display.update(List.of(), 0);
        terminal.setAttributes(found);
        terminal.writer().write(BRACKETED_PASTE_OFF);
        terminal.flush();
        try {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-TSTP", self).inheritIO().start().waitFor();
        } catch (IOException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "no program to stop this one", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.enterRawMode();
        terminal.writer().write(BRACKETED_PASTE_ON);
        return redrawLine();
    }

    private boolean step(int steps) {
        desk.step(steps);
        return true;
    }

    private boolean go(int number) {
        desk.go(number);
        return true;
    }

    @Override
    public ReentrantLock lock() {
        return lock;
    }

    @Override
    public String read(String draft) {
        history = desk.history();
        return readLine(null, null, (org.jline.reader.MaskingCallback) null, draft);
    }

    /** The desk keeps the lines, for it knows which are secret. */
    @Override
    protected String finish(String typed) {
        return typed;
    }

    /**
     * Programs that come later at this terminal may know nothing of bracketed paste. By the process's own output: when a
     * signal ends it, JLine may have closed the terminal already.
     */
    private void leave() {
        over = true;
        try {
            new FileOutputStream(FileDescriptor.out).write(BRACKETED_PASTE_OFF.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "the terminal is gone", e);
        }
    }

    /** A paste between two lines is still a paste. */
    @Override
    protected void cleanup() {
        super.cleanup();
        if (over) {
            return;
        }
        terminal.writer().write(BRACKETED_PASTE_ON);
        terminal.flush();
    }

    @Override
    public void setPrompt(String ignored) {
        prompt = look();
    }

    private AttributedString look() {
        int rows = size.getRows();
        return desk.prompt(buf.toString(), rows < ROWS_FOR_TWO_LINES ? 0 : size.getColumns(), rows);
    }

    /**
     * A terminal that was too small for two lines has wrapped and cut what it shows in its own way when it grows: all is drawn
     * again then, wherever the cursor is.
     */
    @Override
    protected void handleSignal(Terminal.Signal signal) {
        lock.lock();
        try {
            boolean wasTiny = size.getRows() < ROWS_FOR_TWO_LINES || size.getColumns() < StatusLine.LEAST_COLUMNS;
            super.handleSignal(signal);
            if (signal == Terminal.Signal.WINCH && wasTiny) {
                redrawLine();
                refresh();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void redisplay(boolean flush) {
        lock.lock();
        try {
            if (reading && state == State.NORMAL) {
                prompt = look();
            }
            super.redisplay(flush);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void show(List<AttributedString> lines) {
        printAbove(AttributedString.join(new AttributedString("\n"), lines));
    }

    @Override
    public void refresh() {
        lock.lock();
        try {
            if (reading) {
                redisplay(true);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal(String sequence) {
        lock.lock();
        try {
            terminal.writer().write(sequence);
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean typing() {
        return reading;
    }

    @Override
    public String typed() {
        return buf.toString();
    }

    @Override
    public void typed(String text) {
        buf.clear();
        buf.write(text);
        history = desk.history();
        history.moveToEnd();
    }

    @Override
    public int columns() {
        return terminal.getSize().getColumns();
    }
}
