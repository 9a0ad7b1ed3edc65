package thiscord.publisher;

/** What a publisher's thread does: takes from the backlog and hands over to the broker, until it is closed. */
interface Sending extends Runnable {
    /** Ends the thread: by that {@link System#nanoTime()} all is sent or dropped. Any thread. */
    void closeBy(long nanoTime);
}
