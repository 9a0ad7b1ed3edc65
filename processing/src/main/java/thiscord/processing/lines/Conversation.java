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

        /** False as long as the client has never sent a line feed: it may read an answer by one call for each message. */
        boolean endsLines();

        /**
         * What was said until now reaches a client that reads by single calls apart from what is said next, however late
         * the client reads.
         */
        void separate() throws IOException;

        /** Ends the connection when the answer is done. */
        void end();

        /** Who it is, for a log. */
        String name();
    }
}
