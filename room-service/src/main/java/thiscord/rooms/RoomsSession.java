package thiscord.rooms;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.NotBoundException;
import java.rmi.RemoteException;
import java.rmi.UnmarshalException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.rooms.people.SecretFiles;
import thiscord.tls.UntrustedServer;

/** One question to the room service from the command line: log in, ask, log out. RMI's exceptions end here. */
final class RoomsSession {
    /** What RMI says of a method that the other side does not have. */
    private static final String UNKNOWN_METHOD = "unrecognized method hash";

    private RoomsSession() {}

    /** What is asked. */
    @FunctionalInterface
    interface Ask<T> {
        T of(PersonSession session) throws RemoteException, Refused;
    }

    /** What an administrator asks. */
    @FunctionalInterface
    interface Managing<T> {
        T of(PeopleSession session) throws RemoteException, Refused;
    }

    /** What an account asks about itself. */
    @FunctionalInterface
    interface Owning<T> {
        T of(AccountSession session) throws RemoteException, Refused;
    }

    /** What is done with the service. */
    @FunctionalInterface
    private interface Call<T> {
        T on(RoomService service) throws RemoteException, Refused;
    }

    /**
     * Asks as a guest; blocks for 15 s at most for each call.
     *
     * @throws Failure unexpected for a refusal, with its reason; cannot reach for everything else
     */
    static <T> T ask(ServiceAt at, String nick, Ask<T> ask) {
        return call(at, service -> {
            PersonSession session = service.login(new Login(RoomService.PROTOCOL, nick));
            return ending(() -> ask.of(session), session::logout);
        });
    }

    /** Asks as the account that the options name, or as a guest if they name none. */
    static <T> T ask(ServiceAt at, LoginOptions login, String nick, Ask<T> ask) {
        return login.account() == null ? ask(at, nick, ask) : own(at, login, ask::of);
    }

    /** Asks as the account that the options name. */
    static <T> T own(ServiceAt at, LoginOptions login, Owning<T> ask) {
        String name = Objects.requireNonNull(login.account());
        return call(at, service -> {
            AccountSession session =
                    service.loginAccount(new Login(RoomService.PROTOCOL, name), login.credential(service, name));
            return ending(() -> ask.of(session), session::logout);
        });
    }

    /** Asks as an administrator: the account that the options name, else whoever can read that folder. */
    static <T> T manage(ServiceAt at, LoginOptions login, Path folder, Managing<T> ask) {
        String name = login.account();
        return call(at, service -> {
            Credential shown = name == null ? secret(folder) : login.credential(service, name);
            Login who = new Login(RoomService.PROTOCOL, name == null ? "administrator" : name);
            PeopleSession session = service.administer(who, shown);
            return ending(() -> ask.of(session), session::logout);
        });
    }

    private static Credential secret(Path folder) {
        Path file = folder.resolve(SecretFiles.ADMIN);
        try {
            return Credential.file(Files.readString(file).strip());
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read " + file + " (" + Failure.why(e) + "); accounts are managed by who can read the room"
                            + " service's data folder (--data) and by administrators (--account)",
                    e);
        }
    }

    private static <T> T call(ServiceAt at, Call<T> call) {
        try {
            return call.on(at.connect());
        } catch (Refused e) {
            throw refused(e.refusal());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.UNEXPECTED, "refused: " + e.getMessage(), e);
        } catch (RemoteException e) {
            throw failed(at.registry(), e);
        } catch (NotBoundException e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "there is a registry at " + at.registry()
                            + " but no room service in it; is it running? see --registry",
                    e);
        }
    }

    private static Failure failed(Address registry, RemoteException e) {
        String untrusted = UntrustedServer.reason(e);
        if (untrusted != null) {
            return new Failure(ExitCode.CANNOT_REACH, untrusted, e);
        }
        return root(e) instanceof UnmarshalException && String.valueOf(e).contains(UNKNOWN_METHOD)
                ? new Failure(
                        ExitCode.UNEXPECTED,
                        "the room service at " + registry + " is older than this command and does not know what it"
                                + " was asked; update the service",
                        e)
                : Failure.cannotReach("the room service", registry, "--registry", root(e));
    }

    /** Something of a session. */
    @FunctionalInterface
    private interface InSession<T> {
        T run() throws RemoteException, Refused;
    }

    /** The end of one. */
    @FunctionalInterface
    private interface Logout {
        void run() throws RemoteException;
    }

    /** Logging out is a courtesy: the service ends the session by itself otherwise. */
    private static <T> T ending(InSession<T> body, Logout logout) throws RemoteException, Refused {
        try {
            return body.run();
        } finally {
            try {
                logout.run();
            } catch (RemoteException e) {
                System.getLogger("thiscord.rooms").log(Level.DEBUG, () -> "not logged out: " + e.getMessage());
            }
        }
    }

    private static Failure refused(Refusal refusal) {
        return new Failure(ExitCode.UNEXPECTED, "refused (" + refusal.reason().wire() + "): " + refusal.text());
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
        return Names.checkNewNick(nick.toString()) == null ? nick.toString() : "guest";
    }
}
