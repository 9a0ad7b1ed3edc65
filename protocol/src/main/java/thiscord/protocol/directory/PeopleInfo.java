package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * How a room service lets people in.
 *
 * @param ticketKey the public key of its tickets, as {@link thiscord.protocol.people.Ed25519#text} writes it
 * @param guests {@code on}, {@code off} or {@code loopback}
 * @param registration true if a guest may make its nick an account
 */
public record PeopleInfo(String ticketKey, String guests, boolean registration) implements Serializable {
    public PeopleInfo {
        ticketKey = Text.checked(ticketKey, 100);
        guests = Text.checked(guests, 20);
    }
}
