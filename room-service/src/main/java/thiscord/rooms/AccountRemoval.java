package thiscord.rooms;

import java.util.ArrayList;
import java.util.List;
import thiscord.protocol.Names;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.Access;
import thiscord.rooms.people.People;

/**
 * Removes an account with what was its own, so that nothing of it falls to whoever has the name next. The account is disabled
 * first and removed last: if the process ends in between, it can be removed again. Bans and mutes of the name stay.
 * Thread-safe; blocks for the disk.
 */
final class AccountRemoval {
    private final RoomTable table;
    private final Directory directory;
    private final RoomStore store;

    /** @param table is asked and changed by way of the directory alone */
    AccountRemoval(RoomTable table, Directory directory, RoomStore store) {
        this.table = table;
        this.directory = directory;
        this.store = store;
    }

    void remove(People people, String name, Who by) throws Refused {
        String registered = people.setDisabled(name, true).name();
        directory
                .change(by, () -> Answer.of(ends(registered)), done -> Answer.of(true))
                .orThrow();
        store.invitations().forget(registered);
        people.remove(registered);
    }

    private List<Mutation> ends(String nick) {
        List<Mutation> all = new ArrayList<>();
        for (RoomInfo info : table.list("", Integer.MAX_VALUE, rules -> true)) {
            Room room = table.byId(info.id());
            if (room != null) {
                all.addAll(ends(room, nick));
            }
        }
        return all;
    }

    private static List<Mutation> ends(Room room, String nick) {
        List<Mutation> all = new ArrayList<>();
        Standing standing = room.rules().standing(nick);
        if (!standing.role().isEmpty()) {
            if (room.record().access() == Access.INVITED && isAlone(room, nick)) {
                // Nobody could ever come in again.
                return List.of(new Mutation.Deleted(room.record()));
            }
            all.add(new Mutation.Stood(room.record(), standing.withRole("")));
        }
        Mutation left = RoomTable.left(room, nick);
        if (left != null) {
            all.add(left);
        }
        return all;
    }

    private static boolean isAlone(Room room, String nick) {
        return room.rules().standings().stream()
                .allMatch(one -> one.role().isEmpty() || Names.key(one.nick()).equals(Names.key(nick)));
    }
}
