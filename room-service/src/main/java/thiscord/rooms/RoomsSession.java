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
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.UnprovenService;
import thiscord.tls.UntrustedServer;

/** One question to the room service from the command line: log in, ask, log out. RMI's exceptions end here. */
final class RoomsSession {
    /** What RMI says of a method that the other side does not have. */
    private static final String UNKNOWN_METHOD = "unrecognized method hash";

    private static final int MOST_SECRET_BYTES = 500;

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
        T make() throws RemoteException, NotBoundException, Refused;
    }

    /**
     * Asks as a guest; blocks for 15 s at most for each call.
     *
     * @throws Failure unexpected for a refusal, with its reason; cannot reach for everything else
     */
    static <T> T ask(ServiceAt at, String nick, Ask<T> ask) {
        return call(at, () -> {
            PersonSession session = at.connect().login(new Login(RoomService.PROTOCOL, nick));
            return ending(() -> ask.of(session), session::logout);
        });
    }

    /** Makes the nick of a guest an account. */
    static void register(ServiceAt at, String nick, String password) {
        Login guest = new Login(RoomService.PROTOCOL, nick);
        call(at, () -> {
            PersonSession session = at.connectTrusted(guest).login(guest);
            return ending(() -> session.register(password), session::logout);
        });
    }

    /** Asks as the account that the options name, or as a guest if they name none. */
    static <T> T ask(ServiceAt at, LoginOptions login, String nick, Ask<T> ask) {
        return login.account() == null ? ask(at, nick, ask) : own(at, login, ask::of);
    }

    /** Asks as the account that the options name. */
    static <T> T own(ServiceAt at, LoginOptions login, Owning<T> ask) {
        String name = Objects.requireNonNull(login.account());
        Login who = new Login(RoomService.PROTOCOL, name);
        return call(at, () -> {
            RoomService service = at.connectTrusted(who);
            AccountSession session = service.loginAccount(who, login.credential(service, name));
            return ending(() -> ask.of(session), session::logout);
        });
    }

    /** Asks as an administrator: the account that the options name, else whoever can read the data folder. */
    static <T> T manage(ServiceAt at, LoginOptions login, Managing<T> ask) {
        return call(at, () -> {
            PeopleSession session = administer(at, login);
            return ending(() -> ask.of(session), session::logout);
        });
    }

    private static PeopleSession administer(ServiceAt at, LoginOptions login)
            throws RemoteException, NotBoundException, Refused {
        String name = login.account();
        Login who = new Login(RoomService.PROTOCOL, name == null ? "administrator" : name);
        if (name == null) {
            String secret = secret(at.secret());
            ServiceAt.Reached reached = at.toProve();
            return SecretProof.administer(reached.service(), who, secret, reached.channel());
        }
        RoomService service = at.connectTrusted(who);
        return service.administer(who, login.credential(service, name));
    }

    /** What is in the administrators' file. */
    static String secret(Path file) {
        try {
            return Files.size(file) > MOST_SECRET_BYTES
                    ? ""
                    : Files.readString(file).strip();
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
            return call.make();
        } catch (Refused e) {
            throw refused(e.refusal());
        } catch (UnprovenService e) {
            throw new Failure(
                    ExitCode.CANNOT_REACH,
                    "the room service at " + at.registry() + " is not the one of " + at.secret() + ": " + e.getMessage()
                            + "; name the data folder of the one you mean with --data, or its key with --fingerprint",
                    e);
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
