package thiscord.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text that comes from the system and goes to it is UTF-8, also where the locale says ASCII, as under cron, systemd and in
 * containers. Java decodes arguments and encodes file names and the environment by the locale of its start; the
 * {@code thiscord} script sets one with UTF-8, and this does what can be done for a bare {@code java -jar}.
 */
public final class PlatformText {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private PlatformText() {}

    /** True if Java passes text to the system, and takes it, as UTF-8. */
    public static boolean isUtf8() {
        return encoding("sun.jnu.encoding").equals(StandardCharsets.UTF_8)
                && encoding("native.encoding").equals(StandardCharsets.UTF_8);
    }

    private static Charset encoding(String property) {
        String name = System.getProperty(property, "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    /**
     * Makes this process write UTF-8. To be called first in {@code main}.
     *
     * @param decoded the arguments as Java decoded them
     * @return the arguments as they were given
     */
    public static String[] begin(String... decoded) {
        if (isUtf8()) {
            return decoded;
        }
        try {
            for (String stream : List.of("stdout", "stderr")) {
                System.setProperty("sun." + stream + ".encoding", "UTF-8");
                System.setProperty(stream + ".encoding", "UTF-8");
            }
            System.setOut(utf8(FileDescriptor.out));
            System.setErr(utf8(FileDescriptor.err));
            return arguments(decoded);
        } catch (SecurityException policy) {
            return decoded;
        }
    }

    private static PrintStream utf8(FileDescriptor to) {
        return new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
    }

    private static String[] arguments(String... decoded) {
        boolean whole = List.of(decoded).stream().allMatch(PlatformText::isWhole);
        try {
            return whole ? decoded : arguments(Files.readAllBytes(COMMAND_LINE), decoded);
        } catch (IOException e) {
            // Not on this system.
            return decoded;
        }
    }

    /** The last of what a process was started with, each ended by a zero byte; what was decoded if they do not match. */
    static String[] arguments(byte[] commandLine, String... decoded) {
        List<String> all = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                all.add(utf8(ByteBuffer.wrap(commandLine, from, i - from)));
                from = i + 1;
            }
        }
        if (all.size() < decoded.length) {
            return decoded;
        }
        List<String> given = all.subList(all.size() - decoded.length, all.size());
        for (int i = 0; i < decoded.length; i++) {
            if (isWhole(decoded[i]) && !decoded[i].equals(given.get(i))) {
                return decoded;
            }
        }
        return given.toArray(new String[0]);
    }

    private static String utf8(ByteBuffer bytes) {
        ByteBuffer same = bytes.duplicate();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1.decode(same).toString();
        }
    }

    /** Java puts a question mark, or U+FFFD, for each byte that is not ASCII. */
    private static boolean isWhole(String text) {
        return text.chars().allMatch(c -> c < 128 && c != '?');
    }

    /**
     * A text as a word of a shell's command, in ASCII alone: the shell makes it UTF-8. Without line ends at its end, and without
     * a zero character.
     */
    public static String shellWord(String text) {
        StringBuilder word = new StringBuilder("\"$(printf %b '");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == ' ';
            word.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\0%03o", b & 0xff));
        }
        return word.append("')\"").toString();
    }
}
