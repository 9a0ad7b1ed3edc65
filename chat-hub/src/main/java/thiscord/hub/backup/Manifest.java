package thiscord.hub.backup;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backup says of itself, as text: a line {@code thiscord backup 1}, {@code made TIME by VERSION}, and for each file
 * {@code SHA-256 SIZE NAME}.
 *
 * @param made when it was begun
 * @param by the version of ThisCord that made it
 * @param files in the order in which they were copied
 */
record Manifest(Instant made, String by, List<Item> files) {
    /** Its name in the archive. */
    static final String NAME = "thiscord-backup.txt";
    /** How many files a backup may hold. */
    static final int MOST_FILES = 1000;
    /** How long it may be. */
    static final int MOST_BYTES = 256 * 1024;

    /** How deep its folders may be, itself included. */
    static final int MOST_DEPTH = 4;

    private static final String FORMAT = "thiscord backup ";
    private static final String VERSION = "1";
    private static final Pattern MADE = Pattern.compile("made (\\S+) by (\\S+)");
    private static final Pattern ITEM = Pattern.compile("([0-9a-f]{64}) ([0-9]{1,18}) (.+)");
    /** Relative, without a step upwards, and nothing that a file system takes for something else. */
    private static final Pattern FILE =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}(/[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}){0,3}");

    /** One file; its name is relative to the data folder, with slashes. */
    record Item(String sha256, long size, String name) {}

    /** True if a backup may hold a file of that name. Locks, and what SQLite keeps beside a file in use, it never does. */
    static boolean mayHold(String name) {
        return FILE.matcher(name).matches() && !passing(name);
    }

    /** True for files that mean nothing without the process that uses them. */
    static boolean passing(String name) {
        return name.endsWith(".lock")
                || name.endsWith("-wal")
                || name.endsWith("-shm")
                || name.endsWith("-journal")
                || name.endsWith("-acknowledged");
    }

    String text() {
        StringBuilder text = new StringBuilder(FORMAT + VERSION + "\nmade " + made + " by " + by + "\n");
        files.forEach(f -> text.append(f.sha256() + " " + f.size() + " " + f.name() + "\n"));
        return text.toString();
    }

    /** @throws IOException with what is wrong with it */
    static Manifest parse(String text) throws IOException {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(FORMAT + VERSION)) {
            boolean other = lines[0].startsWith(FORMAT);
            throw new IOException(other ? "it was made by a newer version of ThisCord" : "it is no backup of ThisCord");
        }
        Matcher head = MADE.matcher(lines.length > 1 ? lines[1] : "");
        if (!head.matches() || !lines[lines.length - 1].isEmpty() || lines.length - 3 > MOST_FILES) {
            throw new IOException("its list of files is damaged");
        }
        List<Item> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 2; i < lines.length - 1; i++) {
            Matcher item = ITEM.matcher(lines[i]);
            if (!item.matches()) {
                throw new IOException("its list of files is damaged");
            }
            if (!mayHold(item.group(3)) || !names.add(item.group(3))) {
                throw new IOException("it names a file that no backup holds: '" + item.group(3) + "'");
            }
            files.add(new Item(item.group(1), Long.parseLong(item.group(2)), item.group(3)));
        }
        try {
            return new Manifest(Instant.parse(head.group(1)), head.group(2), files);
        } catch (DateTimeException e) {
            throw new IOException("its list of files is damaged", e);
        }
    }
}
