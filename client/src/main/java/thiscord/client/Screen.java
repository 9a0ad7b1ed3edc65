package thiscord.client;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** Where a person talks: lines are read and what comes is shown. Two kinds: a line to type on, and plain lines. */
interface Screen {
    /** Guards all that the person sees, and what it is made of. Held by the screen while it calls its {@link Desk}. */
    ReentrantLock lock();

    /**
     * Reads a line, perhaps of several; blocks.
     *
     * @param draft what is typed already
     * @throws UserInterruptException at Ctrl-C
     * @throws EndOfFileException at the end
     */
    String read(String draft);

    /** Shows lines above the one that is being typed. Any thread. */
    void show(List<AttributedString> lines);

    /** What the desk would show has changed. Any thread. */
    void refresh();

    /** Sends something to the terminal that shows nothing, such as a bell. Any thread. */
    void signal(String sequence);

    /** True while a line is typed that {@link #typed()} knows. Under the lock. */
    boolean typing();

    /** What is typed and not sent, or is to be so. Under the lock, while a line is typed. */
    String typed();

    void typed(String text);

    /** Columns, or 0 if lines are not to be broken. */
    int columns();

    /** What the screen asks while a line is typed. Called under the lock. */
    interface Desk {
        /** What stands before the typed text; may be of two lines. */
        AttributedString prompt(String typed, int columns, int rows);

        /** Enter was pressed: null to send it, else why the text stays, in lines for a line to type on. */
        @Nullable
        AttributedString objection(String typed);

        /** Goes so many rooms further. */
        void step(int steps);

        /** Goes to the room of that number, from 1 on. */
        void go(int number);

        /** The lines that were typed here before. */
        org.jline.reader.History history();
    }
}
