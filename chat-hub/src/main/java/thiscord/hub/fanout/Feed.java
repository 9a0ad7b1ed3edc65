package thiscord.hub.fanout;

/** Where a subscription reads what it does not get live. Any thread; the answer is {@link Subscription#page}. */
public interface Feed {
    /** Asks for messages with a seq of {@code next} or more. One request of a subscription at a time. */
    void read(Subscription reader, long next);

    /** Who is here, for a reader that has caught up and did not hear who came and went; on the reader's loop, later. */
    void refresh(Subscription reader);
}
