package thiscord.subscriber.sink;

/**
 * An event for a sink.
 *
 * @param offset of its topic; 0 if it is not numbered
 * @param payload JSON in UTF-8, unless its publisher was careless; not copied
 * @param id the same each time that it is tried, and, where events are numbered, also after a restart; printable ASCII
 * @param line all of it as one JSON object on one line, without anything that a terminal obeys
 */
public record SinkEvent(String topic, long offset, byte[] payload, String id, String line) {
    /** Names it in a line of the log, without its text. */
    String name() {
        return "event " + (offset > 0 ? offset + " " : "") + "of " + Printable.line(topic);
    }
}
