package thiscord.protocol.people;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;

/**
 * Which names look the same to a person (Unicode TS 39): two do if they have a skeleton in common. The table behind it is a
 * resource made from ICU4J's, which a test compares with it; see docs/adr. Thread-safe; read at first use.
 */
public final class LookAlikes {
    /** Accents of Latin, Greek and Cyrillic letters; the marks of other scripts are letters of their own. */
    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]");

    private static final Pattern DIVIDERS = Pattern.compile("[-._]+");
    private static final Pattern ENDS = Pattern.compile("^_|_$");
    /** What 0 to 9 may stand for; as 1 is taken for a small L by the table too. */
    private static final String LETTERS = "oi2easgtb9";

    private static final String TABLE = "look-alikes.txt";

    private LookAlikes() {}

    /** Filled when a character beyond those that all names use is first looked at. */
    private static final class Table {
        static final Map<Integer, String> PROTOTYPES = read();

        private static Map<Integer, String> read() {
            Map<Integer, String> all = new HashMap<>(8192);
            try (InputStream in = LookAlikes.class.getResourceAsStream(TABLE);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(
                            in == null ? InputStream.nullInputStream() : in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.startsWith("#")) {
                        String[] both = line.split("=", 2);
                        all.put(Integer.parseInt(both[0], 16), text(both[1]));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("reading " + TABLE, e);
            }
            if (all.isEmpty()) {
                throw new IllegalStateException(TABLE + " is missing");
            }
            return Map.copyOf(all);
        }

        private static String text(String codePoints) {
            StringBuilder out = new StringBuilder();
            for (String one : codePoints.isEmpty() ? new String[0] : codePoints.split(" ")) {
                out.appendCodePoint(Integer.parseInt(one, 16));
            }
            return out.toString();
        }
    }

    /**
     * The skeletons of a name: of what its key is and of what is seen, one or two. A capital I looks like a small L only as
     * it was written.
     */
    public static Set<String> skeletons(String name) {
        String ofKey = skeleton(Names.key(name));
        String ofWritten = skeleton(Normalizer.normalize(name, Normalizer.Form.NFKC));
        return ofKey.equals(ofWritten) ? Set.of(ofKey) : Set.of(ofKey, ofWritten);
    }

    /**
     * What a name looks like at a glance, for names that last (accounts, rooms): its skeletons without accents, with one sign
     * for the three that divide words and none at its ends, and with digits as the letters that they may stand for. Two names
     * are too much alike if they have one in common. Live guests are compared by {@link #skeletons} alone.
     */
    public static Set<String> looks(String name) {
        String plain = ACCENTS.matcher(Normalizer.normalize(Names.key(name), Normalizer.Form.NFD))
                .replaceAll("");
        String bare = ENDS.matcher(DIVIDERS.matcher(plain).replaceAll("_")).replaceAll("");
        String ofBare = bare.isEmpty() ? plain : bare;
        Set<String> looks = new HashSet<>(skeletons(name));
        looks.add(skeleton(ofBare));
        looks.add(skeleton(letters(ofBare)));
        return looks;
    }

    private static String letters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(c >= '0' && c <= '9' ? LETTERS.charAt(c - '0') : (char) c));
        return out.toString();
    }

    private static String skeleton(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder out = new StringBuilder(apart.length() + 4);
        apart.codePoints().forEach(c -> {
            String prototype = prototype(c);
            if (prototype == null) {
                out.appendCodePoint(c);
            } else {
                out.append(prototype);
            }
        });
        return Normalizer.normalize(out.toString().toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    }

    private static @Nullable String prototype(int c) {
        return c >= 'a' && c <= 'z' && c != 'm' ? null : Table.PROTOTYPES.get(c);
    }
}
