package thiscord.hub.room;

import thiscord.protocol.Keeps;
import thiscord.protocol.rules.RoomRules;

/**
 * What the hub has to know of a room to open it.
 *
 * @param id never used again, also not for a later room of the same name
 * @param members how many members it has, connected here or not
 * @param rules who may do what in it; a card from a list has only those that are not about people
 * @param endsAt when it ends and is erased, in milliseconds since 1970 UTC; 0 if it does not end by itself
 */
public record RoomCard(long id, String name, String topic, Keeps keeps, int members, RoomRules rules, long endsAt) {
    /** Of a room that does not end by itself. */
    public RoomCard(long id, String name, String topic, Keeps keeps, int members, RoomRules rules) {
        this(id, name, topic, keeps, members, rules, 0);
    }
}
