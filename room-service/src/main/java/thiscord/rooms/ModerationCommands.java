package thiscord.rooms;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import thiscord.cli.DurationConverter;
import thiscord.cli.ExitCode;
import thiscord.protocol.Action;
import thiscord.protocol.directory.Decision;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.AddressRange;
import thiscord.protocol.rules.Role;
import thiscord.protocol.rules.Times;

/** The subcommands of {@code thiscord rooms} that take a role: what owners and moderators decide. */
final class ModerationCommands {
    private ModerationCommands() {}

    /** A subcommand about a room. */
    abstract static class OfRoom implements Callable<Integer> {
        @ParentCommand
        @Nullable
        RoomsCommand rooms;

        @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
        String room = "";

        RoomsCommand rooms() {
            return Objects.requireNonNull(rooms, "set by picocli");
        }

        int changed(RoomsSession.Ask<RoomInfo> ask) {
            return rooms().printRules(rooms().ask(ask));
        }
    }

    /** A subcommand about somebody in a room. */
    abstract static class OfNick extends OfRoom {
        @Parameters(index = "1", paramLabel = "NICK", description = "Whom it is about.")
        String nick = "";

        int decided(RoomsSession.Ask<Standing> ask) {
            return rooms().printStanding(rooms().ask(ask));
        }
    }

    /** Why and how long. */
    static final class Reasons {
        @Option(names = "--why", paramLabel = "TEXT", description = "One line, which they and all others may read.")
        String why = "";

        @Option(
                names = "--for",
                paramLabel = "TIME",
                converter = DurationConverter.class,
                description = "How long, like 30m, 12h or 7d. Default: until it is taken back.")
        @Nullable
        Duration time;

        @Option(
                names = "--until",
                paramLabel = "DATE",
                description = "Until a date like 2026-12-24, which is its first minute in UTC, or 2026-12-24T18:00Z.")
        String date = "";

        @Spec(Spec.Target.MIXEE)
        @Nullable
        CommandSpec spec;

        long until() {
            long now = System.currentTimeMillis();
            if (time != null && !date.isEmpty()) {
                throw wrong("--for and --until say the same; give one");
            }
            long until = time != null ? now + time.toMillis() : Times.until(date, now);
            if (until <= now) {
                throw wrong("--until is a date in the future, like 2026-12-24 or 2026-12-24T18:00Z");
            }
            return until;
        }

        private ParameterException wrong(String text) {
            return new ParameterException(
                    Objects.requireNonNull(spec, "set by picocli").commandLine(), text);
        }
    }

    /** Gives a role. */
    @Command(
            name = "role",
            mixinStandardHelpOptions = true,
            description = "Makes somebody owner, moderator, member or reader of a room; 'none' takes the role away.")
    static final class GiveRole extends OfNick {
        @Parameters(index = "2", paramLabel = "ROLE", description = "owner, moderator, member, reader or none.")
        private String role = "";

        @Override
        public Integer call() {
            return decided(session -> session.setRole(room, nick, role.equals("none") ? "" : role));
        }
    }

    /** The role of member, by its other name. */
    @Command(
            name = "invite",
            mixinStandardHelpOptions = true,
            description = "Lets somebody into a room that is by invitation; the same as the role of member.")
    static final class Invite extends OfNick {
        @Override
        public Integer call() {
            return decided(session -> session.setRole(room, nick, Role.MEMBER.wire()));
        }
    }

    /** Takes out. */
    @Command(name = "kick", mixinStandardHelpOptions = true, description = "Takes somebody out, who may come back.")
    static final class Kick extends OfNick {
        @Option(names = "--why", paramLabel = "TEXT", description = "One line, which they may read.")
        private String why = "";

        @Override
        public Integer call() {
            rooms().ask(session -> {
                session.kick(room, nick, why);
                return true;
            });
            return rooms().done("kicked", room, nick);
        }
    }

    /** Keeps out. */
    @Command(
            name = "ban",
            mixinStandardHelpOptions = true,
            description = "Takes somebody out and keeps them out; or keeps out who comes from an address or range, like"
                    + " 192.0.2.0/24, but for owners and moderators.")
    static final class Ban extends OfNick {
        @Mixin
        private Reasons reasons = new Reasons();

        @Override
        public Integer call() {
            long until = reasons.until();
            if (AddressRange.parse(nick) != null) {
                String date = until == Restriction.FOR_GOOD
                        ? ""
                        : Instant.ofEpochMilli(until).toString();
                return rooms().printDecided(
                                room, new Decision(Action.BAN.wire(), room, nick, date, reasons.why), "banned", nick);
            }
            return decided(session -> session.ban(room, nick, until, reasons.why));
        }
    }

    /** Ends a ban. */
    @Command(name = "unban", mixinStandardHelpOptions = true, description = "Ends a ban, of somebody or of an address.")
    static final class Unban extends OfNick {
        @Override
        public Integer call() {
            return AddressRange.parse(nick) == null
                    ? decided(session -> session.ban(room, nick, 0, ""))
                    : rooms().printDecided(
                                    room, new Decision(Action.UNBAN.wire(), room, nick, "", ""), "unbanned", nick);
        }
    }

    /** Keeps silent. */
    @Command(name = "mute", mixinStandardHelpOptions = true, description = "Lets somebody read, but say nothing.")
    static final class Mute extends OfNick {
        @Mixin
        private Reasons reasons = new Reasons();

        @Override
        public Integer call() {
            long until = reasons.until();
            return decided(session -> session.mute(room, nick, until, reasons.why));
        }
    }

    /** Ends a mute. */
    @Command(name = "unmute", mixinStandardHelpOptions = true, description = "Ends a mute.")
    static final class Unmute extends OfNick {
        @Override
        public Integer call() {
            return decided(session -> session.mute(room, nick, 0, ""));
        }
    }

    /** Who finds it. */
    @Command(
            name = "access",
            mixinStandardHelpOptions = true,
            description = "Says who finds a room and may come in: public, unlisted (who knows its name) or invited.")
    static final class SetAccess extends OfRoom {
        @Parameters(index = "1", paramLabel = "ACCESS", description = "public, unlisted or invited.")
        private String access = "";

        @Override
        public Integer call() {
            return changed(session -> session.setAccess(room, access));
        }
    }

    /** Shuts it. */
    @Command(
            name = "lock",
            mixinStandardHelpOptions = true,
            description = "Lets in nobody but owners and moderators; who is in stays.")
    static final class Lock extends OfRoom {
        @Override
        public Integer call() {
            return changed(session -> session.setLocked(room, true));
        }
    }

    /** Opens it. */
    @Command(name = "unlock", mixinStandardHelpOptions = true, description = "Ends a lock.")
    static final class Unlock extends OfRoom {
        @Override
        public Integer call() {
            return changed(session -> session.setLocked(room, false));
        }
    }

    /** Slows it. */
    @Command(
            name = "slow",
            mixinStandardHelpOptions = true,
            description = "Lets members say one thing in that time, up to 6h; 0 ends it.")
    static final class Slow extends OfRoom {
        @Parameters(
                index = "1",
                paramLabel = "TIME",
                converter = DurationConverter.class,
                description = "Like 10s or 5m; 0 for never.")
        private Duration time = Duration.ZERO;

        @Override
        public Integer call() {
            // Less than a second is not nothing; more than an int is refused by the service.
            long seconds = Math.min(Integer.MAX_VALUE, (time.toMillis() + 999) / 1000);
            return changed(session -> session.setSlow(room, (int) seconds));
        }
    }

    /** What is decided. */
    @Command(
            name = "roles",
            mixinStandardHelpOptions = true,
            description = "Lists the roles, bans and mutes of a room.")
    static final class Roles extends OfRoom {
        @Override
        public Integer call() {
            rooms().printStandings(rooms().ask(session -> session.rules(room)).standings());
            return ExitCode.OK;
        }
    }
}
