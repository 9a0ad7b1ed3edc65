package thiscord.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.Password;
import thiscord.protocol.people.Ed25519;

/** The options with which the client logs in to an account. */
final class AccountOptions {
    private static final String PASSWORD_FILE = "--password-file";
    private static final int MOST_KEY_BYTES = 10_000;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            description =
                    "Log in to this account, and wear its nick. Its password is asked for, unless a file is named.")
    private @Nullable String account;

    @Option(
            names = PASSWORD_FILE,
            paramLabel = "FILE",
            description = "The first line of this file is the account's password.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Log in with this Ed25519 key (PEM, PKCS#8) in place of a password; 'thiscord people key FILE'"
                            + " makes one.")
    private @Nullable Path key;

    /** The account, or null for a guest. */
    @Nullable
    String name() {
        if (account == null && (passwordFile != null || key != null)) {
            throw new Failure(ExitCode.USAGE, "a password or a key belongs to an account; name it with --account");
        }
        return account;
    }

    /** Adds it to what a client is to be. Blocks while a person types a password. */
    ChatClient.Builder on(ChatClient.Builder builder) {
        String name = name();
        if (name == null) {
            return builder;
        }
        return key == null
                ? builder.account(name, Password.read("Password of " + name, passwordFile, PASSWORD_FILE))
                : builder.account(name, read(key));
    }

    private static KeyPair read(Path file) {
        try {
            KeyPair pair = Files.size(file) > MOST_KEY_BYTES ? null : Ed25519.readPem(Files.readString(file));
            if (pair == null) {
                throw new IOException("it holds no Ed25519 key in PEM");
            }
            return pair;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION, "cannot read the key " + file + " (" + Failure.why(e) + ")", e);
        }
    }
}
