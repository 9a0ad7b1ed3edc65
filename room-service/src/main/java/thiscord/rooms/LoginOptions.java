package thiscord.rooms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Password;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.LoginProof;

/** The options with which a command logs in to an account. */
final class LoginOptions {
    private static final String PASSWORD_FILE = "--password-file";
    private static final int MOST_KEY_FILE_BYTES = 10_000;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Log in to this account. Its password is asked for, unless a file is named.")
    private @Nullable String account;

    @Option(
            names = PASSWORD_FILE,
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The first line of this file is the account's password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Log in with this Ed25519 key (PEM, PKCS#8) in place of a password.")
    private @Nullable Path key;

    /** The account, or null for none. */
    @Nullable
    String account() {
        return account;
    }

    /** What the account shows. Blocks while a person types. */
    Credential credential(RoomService service, String name) throws RemoteException, Refused {
        if (key == null) {
            return Credential.password(name, password(name));
        }
        KeyPair pair = readKey(key);
        String open = Ed25519.text(pair.getPublic());
        String nonce = service.challenge(new Login(RoomService.PROTOCOL, name), open);
        return Credential.key(name, open, nonce, LoginProof.sign(pair.getPrivate(), nonce, name));
    }

    String password(String name) {
        return Password.read("Password of " + name, passwordFile, PASSWORD_FILE);
    }

    /** @throws Failure if the file can not be read or holds no such key */
    static KeyPair readKey(Path file) {
        try {
            KeyPair pair = Files.size(file) > MOST_KEY_FILE_BYTES ? null : Ed25519.readPem(Files.readString(file));
            if (pair == null) {
                throw new IOException("it holds no Ed25519 key in PEM");
            }
            return pair;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read the key " + file + " (" + Failure.why(e) + "); 'thiscord people key FILE' makes one",
                    e);
        }
    }
}
