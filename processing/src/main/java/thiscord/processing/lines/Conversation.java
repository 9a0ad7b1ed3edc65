package thiscord.processing.lines;

import java.io.IOException;

/** What a server says to one line of a client. Called on the connection's own thread, one line at a time; may block. */
@FunctionalInterface
public interface Conversation {
    /** Answers one line; by the lines that it says. */
    void take(String line, Client client) throws IOException;

    /** Who is answered. Good during the call alone, for the thread that was called. */
    interface Client {
        /** Sends a line at once; blocks while the client's socket is full, for no longer than the server's patience. */
        void say(String line) throws IOException;

        /** Ends the connection when the answer is done. */
        void end();

        /** Who it is, for a log. */
        String name();
    }
}
