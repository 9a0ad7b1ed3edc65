package thiscord.hub.log;

import thiscord.protocol.Keeps;

/**
 * A room and what of it lies in the files, at one moment.
 *
 * @param first the oldest seq that is kept; one more than {@code last} if none is
 * @param last the newest seq that is stored, 0 for none
 */
public record StoredRoom(long id, String name, Keeps keeps, long first, long last) {}
