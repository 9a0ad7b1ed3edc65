package thiscord.hub.backup;

import java.util.Locale;
import java.util.Set;
import thiscord.protocol.directory.RoomService;

/** Which files of a data folder a backup has, and which of a backup become files of a data folder. */
final class BackupContents {
    /** Follows the name of a file that is not used until somebody has looked at it. */
    static final String ASIDE = ".restored";

    /** Events of a day, which may hold texts of rooms that keep nothing; set back, their offsets would be given twice. */
    private static final String EVENTS = "events/";
    /** What programs leave for each other while a server of mailboxes runs, and its token. */
    private static final String MAILBOXES = "mailboxes/";

    /**
     * Secrets, and what the hub was told last of accounts and the key of tickets: made again where they are missing. Who has a
     * backup gets no rights at the server by it, and who changes one says nothing of accounts.
     */
    private static final Set<String> SECRETS =
            Set.of("people.admin", "people.copy", "tickets.key", RoomService.HUBS_SECRET);

    /** What starts programs, and who may come in at the broker: who can change a backup would decide that. */
    private static final Set<String> POWERS = Set.of("processors.conf", "broker-tokens");

    private BackupContents() {}

    /** True for what is in no backup. Also in other letters, as there are file systems that take those for the same. */
    static boolean isLeftOut(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return small.startsWith(EVENTS) || small.startsWith(MAILBOXES) || SECRETS.contains(small);
    }

    /** Where a file of a backup goes whose maker is not known for sure. */
    static String nameUnverified(String name) {
        return POWERS.contains(name.toLowerCase(Locale.ROOT)) ? name + ASIDE : name;
    }
}
