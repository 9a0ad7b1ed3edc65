package thiscord.broker.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.cli.DataFolder;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.cli.WholeFile;
import thiscord.protocol.event.Confirm;

/**
 * Who may come in from other machines: a file with a line for each, {@code NAME HASH may-publish=… may-follow=…}. A token is
 * 256 bits of chance, so the hash that is kept (SHA-256) leads nobody back to it. Read again when the file has changed,
 * so what is removed is out at once for new connections. Thread-safe.
 */
public final class Tokens {
    /** Its name in the data folder. */
    public static final String FILE = "broker-tokens";

    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\S{43}) may-publish=(\\S*) may-follow=(\\S*)");
    /** As released versions wrote it: each name is a beginning of topics. */
    private static final Pattern OLD_LINE = Pattern.compile("(\\S+) (\\S{43}) publish=(\\S*) subscribe=(\\S*)");

    private final Path file;
    /** What was read last, and what the file looked like then; guarded by this. */
    private List<Token> known = List.of();

    private @Nullable Object seen;

    /** @param name what it is called */
    public record Token(String name, String hash, Grants grants) {
        /** As what the broker knows a publisher that calls itself so: with the same token always as the same, with another never. */
        byte[] publisher(byte[] called) {
            String own = Tokens.hash(name + "\n" + new String(called, StandardCharsets.ISO_8859_1));
            String shown = name.substring(0, Math.min(name.length(), Confirm.MOST_PUBLISHER_BYTES - own.length() - 1));
            return (shown + "." + own).getBytes(StandardCharsets.US_ASCII);
        }
    }

    public Tokens(Path file) {
        this.file = file;
    }

    /**
     * Makes a token.
     *
     * @return what to give to who is to have it; it is not kept
     * @throws Failure if the name is taken or the file cannot be written
     */
    public String add(String name, Grants grants) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure(
                    ExitCode.USAGE, "'" + name + "' is no name: 1 to 64 letters, digits, dots, hyphens, underscores");
        }
        List<Token> all = new ArrayList<>(all());
        if (all.stream().anyMatch(one -> one.name().equals(name))) {
            throw new Failure(
                    ExitCode.USAGE, "there is a token '" + name + "' already; remove it, or take another name");
        }
        byte[] chance = new byte[32];
        new SecureRandom().nextBytes(chance);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
        all.add(new Token(name, hash(token), grants));
        write(all);
        return token;
    }

    /** @throws Failure if there is none of that name */
    public void remove(String name) {
        List<Token> left = new ArrayList<>(all());
        if (!left.removeIf(one -> one.name().equals(name))) {
            throw new Failure(ExitCode.USAGE, "there is no token '" + name + "'; see list");
        }
        write(left);
    }

    /** @throws Failure if the file cannot be read */
    public List<Token> all() {
        try {
            return read();
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot read the tokens " + file + ": " + Failure.why(e) + "; see --data",
                    e);
        }
    }

    /** Whose token it is, or null. */
    @Nullable
    Token find(String token) throws IOException {
        byte[] hash = hash(token).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (Token one : current()) {
            if (MessageDigest.isEqual(hash, one.hash().getBytes(StandardCharsets.US_ASCII))) {
                found = one;
            }
        }
        return found;
    }

    /** The file's, read again only if it is another than before. */
    private synchronized List<Token> current() throws IOException {
        Object now;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            now = Arrays.asList(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (NoSuchFileException noneYet) {
            now = "none";
        }
        if (!now.equals(seen)) {
            known = List.copyOf(read());
            seen = now;
        }
        return known;
    }

    private List<Token> read() throws IOException {
        List<Token> all = new ArrayList<>();
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it is too long");
            }
            for (String line : Files.readAllLines(file)) {
                Matcher parts = LINE.matcher(line);
                Matcher old = OLD_LINE.matcher(line);
                boolean isOld = old.matches();
                if (!parts.matches() && !isOld) {
                    throw new IOException("a line is not understood: " + line);
                }
                parts = isOld ? old : parts;
                List<String> publish = list(parts.group(3));
                List<String> subscribe = list(parts.group(4));
                Grants grants = isOld ? Grants.ofPrefixes(publish, subscribe) : new Grants(publish, subscribe);
                all.add(new Token(parts.group(1), parts.group(2), grants));
            }
        } catch (NoSuchFileException noneYet) {
            return all;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return all;
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(","));
    }

    private void write(List<Token> all) {
        StringBuilder lines = new StringBuilder();
        all.forEach(one -> lines.append(one.name())
                .append(' ')
                .append(one.hash())
                .append(' ')
                .append("may-publish=")
                .append(String.join(",", one.grants().publish()))
                .append(" may-follow=")
                .append(String.join(",", one.grants().subscribe()))
                .append('\n'));
        try {
            DataFolder.make(file.toAbsolutePath().getParent());
            try (WholeFile whole = WholeFile.begin(file)) {
                whole.out().write(lines.toString().getBytes(StandardCharsets.UTF_8));
                whole.finish(true);
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot write the tokens " + file + ": " + Failure.why(e) + "; see --data",
                    e);
        }
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
