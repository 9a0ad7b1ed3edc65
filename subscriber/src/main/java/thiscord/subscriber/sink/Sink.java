package thiscord.subscriber.sink;

/** Takes events somewhere. Called by several threads at a time, but by one for the events of one topic, which come in order. */
public interface Sink extends AutoCloseable {
    /**
     * Tries once; blocks until it is known how that ended, for a bounded time.
     *
     * @throws NotTaken if the event did not get there, or nobody knows whether it did
     */
    void take(SinkEvent event) throws NotTaken, InterruptedException;

    /** Ends what is being tried. Any thread; may be called twice. */
    @Override
    void close();
}
