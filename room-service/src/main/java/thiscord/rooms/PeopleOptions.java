package thiscord.rooms;

import picocli.CommandLine.Option;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.rooms.people.PeopleSettings;

/** The options of a room service that say who comes in. */
public final class PeopleOptions {
    @Option(
            names = "--guests",
            paramLabel = "WHO",
            description = "Who may come in without an account: on (all), off (nobody), loopback (who is on this"
                    + " machine).")
    private String guests = PeopleSettings.DEFAULT.guests().wire();

    @Option(
            names = "--registration",
            paramLabel = "WHO",
            description = "Who makes accounts: open (guests make their nick one), closed (administrators only).")
    private String registration = "closed";

    @Option(names = "--rooms-per-person", paramLabel = "N", description = "Rooms one nick may have made, at least 1.")
    private int roomsPerPerson = RoomLimits.DEFAULT.roomsPerPerson();

    /** How many rooms one nick may have made. */
    public int roomsPerPerson() {
        return roomsPerPerson;
    }

    /** @throws Failure wrong usage */
    public PeopleSettings settings() {
        PeopleSettings.Guests who = PeopleSettings.Guests.ofWire(guests);
        if (who == null) {
            throw new Failure(ExitCode.USAGE, "'" + guests + "' is not what --guests takes: on, off or loopback");
        }
        boolean open = registration.equals("open");
        if (!open && !registration.equals("closed")) {
            throw new Failure(
                    ExitCode.USAGE, "'" + registration + "' is not what --registration takes: open or closed");
        }
        return PeopleSettings.DEFAULT.with(who, open);
    }
}
