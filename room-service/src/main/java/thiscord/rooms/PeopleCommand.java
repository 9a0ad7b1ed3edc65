package thiscord.rooms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Password;
import thiscord.cli.WholeFile;
import thiscord.protocol.Names;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.people.Ed25519;
import thiscord.rooms.json.RoomsJson;

/** {@code thiscord people …}: who has an account, over RMI. Each subcommand is one session. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Lists, makes and manages accounts by way of the room service.",
            "Who may read the room service's data folder is an administrator; others log in with --account."
        },
        footer = {
            "",
            "Ends with 0 if it was done, 1 if the room service refused (the line on stderr has the reason), 2 for a wrong"
                    + " command line, 4 if the room service cannot be reached, 5 if a file cannot be used."
        })
public final class PeopleCommand {
    private static final String NAME = "NAME";
    private static final String NEW_FILE = "--new-password-file";

    @Mixin
    private final ServiceOptions to = new ServiceOptions();

    private <T> T manage(RoomsSession.Managing<T> ask) {
        return RoomsSession.manage(to.service(), to.login(), ask);
    }

    /** True if it is about the account that logs in, which may look after itself. */
    private boolean isMine(@Nullable String name) {
        String mine = to.login().account();
        return mine != null && (name == null || Names.key(name).equals(Names.key(mine)));
    }

    private int print(AccountInfo account, String sentence) {
        return to.print(account, RoomsJson::account, sentence);
    }

    private int done(String what, String name, String sentence) {
        return to.say(RoomsJson.accountDone(what, name), sentence);
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the accounts.")
    int list() {
        List<AccountInfo> accounts = manage(session -> {
            List<AccountInfo> all = new ArrayList<>();
            List<AccountInfo> page = session.list("");
            while (!page.isEmpty()) {
                all.addAll(page);
                page = page.size() < PeopleSession.PAGE
                        ? List.of()
                        : session.list(page.get(page.size() - 1).name());
            }
            return all;
        });
        return to.printAll(accounts, RoomsJson::account, RoomsText::accounts);
    }

    @Command(mixinStandardHelpOptions = true, description = "Makes an account; nobody else can wear its nick.")
    int add(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--admin", description = "It may manage accounts.") boolean admin,
            @Option(names = "--no-password", description = "It will log in with a key only.") boolean none,
            @Option(
                            names = NEW_FILE,
                            paramLabel = "FILE",
                            description = "The first line is its password; else it is asked for.")
                    @Nullable
                    Path file) {
        String password = none ? "" : Password.readNew("Password for " + name, file, NEW_FILE);
        AccountInfo made = manage(session -> {
            AccountInfo fresh = session.add(name, password);
            return admin ? session.setAdmin(name, true) : fresh;
        });
        return print(made, "'" + made.name() + "' has an account now" + (admin ? ", which may manage accounts." : "."));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Makes the nick of a guest an account, where the room service lets guests do that.")
    int register(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = NEW_FILE,
                            paramLabel = "FILE",
                            description = "The first line is its password; else it is asked for.")
                    @Nullable
                    Path file) {
        String password = Password.readNew("Password for " + name, file, NEW_FILE);
        RoomsSession.register(to.service(), name, password);
        return done("registered", name, "'" + name + "' has an account now.");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Ends an account, with its roles, memberships, invitations and mail; its nick is free for anybody.")
    int remove(@Parameters(paramLabel = NAME) String name) {
        manage(session -> {
            session.remove(name);
            return true;
        });
        return done(
                "removed",
                name,
                "'" + name
                        + "' has no account any more. Its roles, memberships, invitations and waiting mail went with it; rooms"
                        + " that it alone owned have no owner, and those by invitation with nobody else in them are gone.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Keeps an account out; its nick stays its own.")
    int disable(@Parameters(paramLabel = NAME) String name) {
        AccountInfo now = manage(session -> session.setDisabled(name, true));
        return print(now, "'" + now.name() + "' can not log in any more.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Lets a disabled account in again.")
    int enable(@Parameters(paramLabel = NAME) String name) {
        AccountInfo now = manage(session -> session.setDisabled(name, false));
        return print(now, "'" + now.name() + "' can log in.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Lets an account manage accounts, or no longer.")
    int admin(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--no", description = "No longer.") boolean no) {
        AccountInfo now = manage(session -> session.setAdmin(name, !no));
        return print(now, "'" + now.name() + "' may " + (no ? "not " : "") + "manage accounts.");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Changes a password; what was logged in with the old is out.")
    int password(
            @Parameters(paramLabel = NAME, arity = "0..1", description = "Default: the account that logs in.") @Nullable
                    String name,
            @Option(
                            names = NEW_FILE,
                            paramLabel = "FILE",
                            description = "The first line is the new one; else it is asked for.")
                    @Nullable
                    Path file) {
        if (name == null && to.login().account() == null) {
            throw new Failure(
                    ExitCode.USAGE, "name the account whose password is to change, or log in to it: --account");
        }
        String whose = name == null ? Objects.requireNonNull(to.login().account()) : name;
        String password = Password.readNew("New password for " + whose, file, NEW_FILE);
        if (isMine(name)) {
            own(session -> {
                session.changePassword(session.account().password() ? to.login().password(whose) : "", password);
                return true;
            });
        } else {
            manage(session -> session.setPassword(whose, password));
        }
        return done("password", whose, "'" + whose + "' has another password.");
    }

    private <T> T own(RoomsSession.Owning<T> ask) {
        return RoomsSession.own(to.service(), to.login(), ask);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Makes an Ed25519 key to log in with, in a new file for you alone, and prints its public part.")
    int key(@Parameters(paramLabel = "FILE") Path file) {
        KeyPair pair = Ed25519.newPair();
        try (WholeFile whole = WholeFile.begin(file)) {
            whole.out().write(Ed25519.pem(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));
            whole.finish(false);
        } catch (IOException e) {
            String why = Files.exists(file) ? "it is there already" : Failure.why(e);
            throw new Failure(ExitCode.BAD_CONFIGURATION, "cannot make " + file + ": " + why, e);
        }
        String open = Ed25519.text(pair.getPublic());
        return to.say(open, open);
    }

    /** A public key as it is, or the public part of a file. */
    private static String publicKey(String keyOrFile) {
        return Ed25519.publicKey(keyOrFile) != null
                ? keyOrFile
                : Ed25519.text(LoginOptions.readKey(Path.of(keyOrFile)).getPublic());
    }

    @Command(name = "add-key", mixinStandardHelpOptions = true, description = "Lets an account log in with a key.")
    int addKey(
            @Parameters(paramLabel = NAME) String name,
            @Parameters(paramLabel = "KEY", description = "The public part, or the file of the key.") String key) {
        String open = publicKey(key);
        AccountInfo now =
                isMine(name) ? own(session -> session.addKey(open)) : manage(session -> session.addKey(name, open));
        return print(now, "'" + now.name() + "' can log in with that key.");
    }

    @Command(name = "remove-key", mixinStandardHelpOptions = true, description = "Takes a key away from an account.")
    int removeKey(
            @Parameters(paramLabel = NAME) String name,
            @Parameters(paramLabel = "KEY", description = "The public part, or the file of the key.") String key) {
        String open = publicKey(key);
        if (isMine(name)) {
            own(session -> {
                session.removeKey(open);
                return true;
            });
        } else {
            manage(session -> session.removeKey(name, open));
        }
        return done("key-removed", name, "'" + name + "' can not log in with that key any more.");
    }
}
