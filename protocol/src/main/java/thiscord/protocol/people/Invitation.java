package thiscord.protocol.people;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import thiscord.protocol.Names;
import thiscord.protocol.Refusal;
import thiscord.protocol.rules.Role;

/**
 * An invitation as it is given away, in one line:
 * {@code thiscord://HOST:PORT[,HOST:PORT]/ROOM?key=SHA256:…&role=member&uses=1&expires=2026-12-24T18:00:00Z&secret=…}.
 * Role, uses and end are there for people to read; what holds is what the room service knows of the secret. Its text has no
 * secret.
 *
 * @param addresses where the hub is, 1 to {@link #MOST_ADDRESSES}, each with its port
 * @param fingerprint of the server's key, or empty: only for an address of the reader's own machine
 * @param role the wire name of a {@link Role}
 * @param uses how many may come by it, 1 to {@link #MOST_USES}
 * @param expires milliseconds since 1970 UTC; whole seconds are written
 * @param secret as {@link #newSecret} makes it
 */
public record Invitation(
        List<String> addresses, String fingerprint, String room, String role, int uses, long expires, String secret) {
    /** What a line begins with. */
    public static final String SCHEME = "thiscord://";

    public static final int MOST_ADDRESSES = 4;
    public static final int MOST_USES = 1000;
    /** The longest line that is looked at, in UTF-16 units. */
    public static final int MOST_CHARS = 2000;

    private static final int SECRET_BYTES = 24;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{32}");
    private static final Pattern ADDRESS =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):[0-9]{1,5}");
    private static final Pattern OWN_MACHINE = Pattern.compile("(?i)(localhost|127(\\.[0-9]{1,3}){3}|\\[::1]):[0-9]+");
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final Set<String> FIELDS = Set.of("key", "role", "uses", "expires", "secret");

    /** @throws IllegalArgumentException with a line for the user, which has no secret */
    public Invitation {
        addresses = List.copyOf(addresses);
        require(
                !addresses.isEmpty() && addresses.size() <= MOST_ADDRESSES,
                "an invitation names 1 to " + MOST_ADDRESSES + " addresses");
        for (String one : addresses) {
            require(
                    ADDRESS.matcher(one).matches() && port(one) > 0 && port(one) <= 65_535,
                    "the address of an invitation is HOST:PORT");
        }
        require(
                fingerprint.isEmpty() || FINGERPRINT.matcher(fingerprint).matches(),
                "the key of an invitation looks like SHA256: and 43 letters, digits, + and /");
        require(
                !fingerprint.isEmpty()
                        || addresses.stream()
                                .allMatch(one -> OWN_MACHINE.matcher(one).matches()),
                "an invitation to another machine names the server's key");
        Refusal wrong = Names.checkRoom(room);
        require(wrong == null, "the room of an invitation is none: " + (wrong == null ? "" : wrong.text()));
        require(Role.ofWire(role) != null, "the role of an invitation is owner, moderator, member or reader");
        require(uses >= 1 && uses <= MOST_USES, "the uses of an invitation are 1 to " + MOST_USES);
        require(expires > 0, "the end of an invitation is a time like 2026-12-24T18:00:00Z");
        require(
                SECRET.matcher(secret).matches(),
                "the secret of an invitation has 32 letters, digits, - and _; is the line whole?");
    }

    private static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** True if a text is meant to be an invitation. */
    public static boolean isMeant(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** A new secret: 192 random bits in Base64 (URL). */
    public static String newSecret() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** What is stored of a secret: its SHA-256 in hex. Made of so many random bits, it needs no salt. */
    public static String hashOf(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException with a line for the user, which has no secret
     */
    public static Invitation parse(String line) {
        require(isMeant(line), "an invitation begins with " + SCHEME);
        require(line.length() <= MOST_CHARS, "an invitation has at most " + MOST_CHARS + " characters");
        int path = line.indexOf('/', SCHEME.length());
        int query = line.indexOf('?');
        require(
                path > 0 && query > path,
                "an invitation looks like " + SCHEME + "HOST:PORT/ROOM?…; is the line whole?");
        Map<String, String> fields = fields(line.substring(query + 1));
        return new Invitation(
                List.of(line.substring(SCHEME.length(), path).split(",", -1)),
                fields.getOrDefault("key", ""),
                decoded(line.substring(path + 1, query)),
                fields.getOrDefault("role", ""),
                number(fields.getOrDefault("uses", "")),
                moment(fields.getOrDefault("expires", "")),
                fields.getOrDefault("secret", ""));
    }

    private static Map<String, String> fields(String query) {
        Map<String, String> fields = new HashMap<>();
        for (String part : query.split("&", -1)) {
            int is = part.indexOf('=');
            String name = is < 0 ? "" : part.substring(0, is);
            require(FIELDS.contains(name), "an invitation has the fields key, role, uses, expires and secret alone");
            require(fields.put(name, part.substring(is + 1)) == null, "an invitation has each field once");
        }
        return fields;
    }

    private static String decoded(String room) {
        try {
            return URLDecoder.decode(room.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the room of an invitation is not written as in an address", e);
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    private static long moment(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException none) {
            return 0;
        }
    }

    /** The line, with the secret. */
    public String line() {
        String key = fingerprint.isEmpty() ? "" : "key=" + fingerprint + "&";
        return SCHEME + String.join(",", addresses) + "/"
                + URLEncoder.encode(room, StandardCharsets.UTF_8) + "?" + key + "role=" + role + "&uses=" + uses
                + "&expires=" + Instant.ofEpochMilli(expires).truncatedTo(ChronoUnit.SECONDS) + "&secret=" + secret;
    }

    @Override
    public String toString() {
        return "Invitation[" + room + " at " + String.join(", ", addresses) + "]";
    }
}
