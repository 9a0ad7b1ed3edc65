package thiscord.client;

/**
 * How far a room was read. Kept and given back to {@link ChatClient.Builder#resume}, reading goes on where it stopped.
 *
 * @param epoch the numbering that {@code seq} belongs to
 * @param seq the last message that was read, 0 for none
 */
public record ReadMark(String room, String epoch, long seq) {}
