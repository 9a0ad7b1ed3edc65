package thiscord.hub.backup;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ThisProcess;
import thiscord.cli.WholeFile;

/**
 * Makes a backup of a data folder, beside the servers that run on it: a zip of a copy of each file and a {@link Manifest}.
 * See docs/adr for the order: what was said comes before the rooms in which it was.
 */
public final class Backup {
    private static final Map<String, Integer> ORDER = Map.of("messages.db", -1, "rooms.db", 1);
    private final Path folder;
    private final Path copies;
    private final List<Manifest.Item> items = new ArrayList<>();

    private Backup(Path folder, Path copies) {
        this.folder = folder;
        this.copies = copies;
    }

    /**
     * Writes it; the file appears when it is whole.
     *
     * @throws IOException if the folder can not be read or the file not be written
     */
    static Manifest write(Path folder, Path file) throws IOException {
        return writeSigned(folder, file, null);
    }

    /** The same, signed with that key; null for no signature. */
    static Manifest writeSigned(Path folder, Path file, @Nullable BackupKey key) throws IOException {
        List<String> names = names(folder);
        Path to = file.toAbsolutePath();
        StagingFolder.deleteAbandoned(Objects.requireNonNull(to.getParent()));
        try (WholeFile whole = WholeFile.begin(to);
                ZipOutputStream zip = zip(whole.out())) {
            Path copies = StagingFolder.make(
                    to.resolveSibling("." + to.getFileName() + "." + ThisProcess.pid() + StagingFolder.COPIES));
            try {
                Manifest manifest = new Backup(folder, copies).pack(names, zip);
                if (key != null) {
                    add(zip, BackupKey.NAME, key.sign(manifest));
                }
                zip.finish();
                zip.flush();
                whole.finish(false);
                return manifest;
            } finally {
                StagingFolder.delete(copies);
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /**
     * Writes one to a stream, which it closes: what {@link #write(Path, Path)} writes, in the process whose servers run on the
     * folder.
     *
     * @param copies a folder to make and to take away again
     * @return how many files are in
     * @throws IOException if the folder can not be read or the stream takes no more
     */
    public static int write(Path folder, Path copies, OutputStream to) throws IOException {
        List<String> names = names(folder);
        StagingFolder.create(copies);
        try (ZipOutputStream zip = zip(to)) {
            return new Backup(folder, copies).pack(names, zip).files().size();
        } finally {
            StagingFolder.delete(copies);
        }
    }

    /** How many bytes of the disk the copies take at most while one is made. */
    public static long mostCopied(Path folder) throws IOException {
        long most = 0;
        for (String name : names(folder)) {
            Path file = folder.resolve(name);
            Path wal = folder.resolve(name + "-wal");
            most = Math.max(most, Files.size(file) + (Files.exists(wal) ? Files.size(wal) : 0));
        }
        return most;
    }

    private static ZipOutputStream zip(OutputStream to) {
        ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(to, 1 << 16));
        zip.setLevel(Deflater.BEST_SPEED);
        return zip;
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder, Manifest.MOST_DEPTH)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(path)
                        .toString()
                        .replace(path.getFileSystem().getSeparator(), "/");
                boolean hidden = name.startsWith(".") || name.contains("/.");
                if (!hidden && !Manifest.passing(name) && !BackupContents.isLeftOut(name)) {
                    names.add(name);
                }
            }
        }
        if (names.isEmpty()) {
            throw new IOException("there is nothing in " + folder + " to back up");
        }
        for (String name : names) {
            if (!Manifest.mayHold(name)) {
                throw new IOException("a backup cannot hold a file named '" + name + "'; move it out of " + folder);
            }
        }
        if (names.size() > Manifest.MOST_FILES) {
            throw new IOException("there are more than " + Manifest.MOST_FILES + " files in " + folder);
        }
        names.sort(Comparator.comparing((String name) -> ORDER.getOrDefault(name, 0))
                .thenComparing(Comparator.naturalOrder()));
        return names;
    }

    private Manifest pack(List<String> names, ZipOutputStream zip) throws IOException {
        Instant made = Instant.now();
        for (String name : names) {
            pack(name, zip);
        }
        String version = Backup.class.getPackage().getImplementationVersion();
        Manifest manifest = new Manifest(made, version == null ? "unknown" : version, items);
        add(zip, Manifest.NAME, manifest.text());
        return manifest;
    }

    private void pack(String name, ZipOutputStream zip) throws IOException {
        Path file = folder.resolve(name);
        Path source = file;
        if (SqliteFiles.is(file)) {
            source = copies.resolve("copy");
            SqliteFiles.copy(file, source);
        }
        zip.putNextEntry(new ZipEntry(name));
        try (InputStream in = Files.newInputStream(source)) {
            items.add(Hashing.copy(in, zip, Long.MAX_VALUE - 1, name));
        }
        zip.closeEntry();
        if (!source.equals(file)) {
            Files.delete(source);
        }
    }
}
