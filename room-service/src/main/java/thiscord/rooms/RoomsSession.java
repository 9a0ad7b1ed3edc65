package thiscord.rooms;

import java.lang.System.Logger.Level;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;

/** One question to the room service from the command line: log in, ask, log out. RMI's exceptions end here. */
final class RoomsSession {
    private RoomsSession() {}

    /** What is asked. */
    @FunctionalInterface
    interface Ask<T> {
        T of(PersonSession session) throws RemoteException, Refused;
    }

    /**
     * Asks; blocks for 15 s at most for each call.
     *
     * @throws Failure unexpected for a refusal, with its reason; cannot reach for everything else
     */
    static <T> T ask(Address registry, String nick, Ask<T> ask) {
        try {
            RoomService service = DirectoryClient.connect(registry.host(), registry.port(), DirectoryClient.PATIENT);
            PersonSession session = service.login(new Login(RoomService.PROTOCOL, nick));
            try {
                return ask.of(session);
            } finally {
                logout(session);
            }
        } catch (Refused e) {
            throw refused(e.refusal());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.UNEXPECTED, "refused: " + e.getMessage(), e);
        } catch (RemoteException e) {
            throw Failure.cannotReach("the room service", registry, "--registry", root(e));
        } catch (NotBoundException e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "there is a registry at " + registry + " but no room service in it; is it running? see --registry",
                    e);
        }
    }

    private static Failure refused(Refusal refusal) {
        return new Failure(ExitCode.UNEXPECTED, "refused (" + refusal.reason().wire() + "): " + refusal.text());
    }

    /** A courtesy: the service ends the session by itself otherwise. */
    private static void logout(PersonSession session) {
        try {
            session.logout();
        } catch (RemoteException e) {
            System.getLogger("thiscord.rooms").log(Level.DEBUG, () -> "not logged out: " + e.getMessage());
        }
    }

    private static Throwable root(Throwable e) {
        @Nullable Throwable cause = e.getCause();
        return cause == null ? e : root(cause);
    }

    /** The user's name made a valid nick. */
    static String nickOf(String user) {
        StringBuilder nick = new StringBuilder();
        user.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == '_' || (nick.length() > 0 && (c == '-' || c == '.')))
                .limit(Names.MAX_NICK)
                .forEach(nick::appendCodePoint);
        return Names.checkNick(nick.toString()) == null ? nick.toString() : "guest";
    }
}
