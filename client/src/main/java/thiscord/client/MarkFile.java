package thiscord.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.OwnersAlone;
import thiscord.cli.WholeFile;
import thiscord.protocol.Names;

/**
 * The file of how far the rooms of one hub were read under one nick: a line {@code thiscord marks 1}, then {@code SEQ EPOCH
 * ROOM} a line. Several clients may use it at once: each puts in what it has read, and of two marks of one epoch the higher
 * one stays. For one thread.
 */
final class MarkFile {
    /** Of so many rooms marks are kept; those that were read longest ago go first. */
    static final int MOST_ROOMS = 1000;

    private static final String HEAD = "thiscord marks 1";
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_NAME = 200;
    private static final long PATIENCE_MILLIS = 500;

    private final Path file;
    private final Consumer<String> notice;

    /** @param notice is told, in a sentence, when a damaged file was set aside */
    MarkFile(Path file, Consumer<String> notice) {
        this.file = file;
        this.notice = notice;
    }

    /** Its place in a folder. */
    static Path in(Path folder, Address hub, String nick) {
        String name = hub.host() + "_" + hub.port() + "-" + Names.key(nick);
        return folder.resolve((name.matches("[A-Za-z0-9._-]{1,100}") ? name : hash(name)) + ".marks");
    }

    private static String hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All marks, by the key of the room; none if there is no file, or a damaged one, which is set aside. */
    Map<String, ReadMark> read() throws IOException {
        if (!Files.exists(file)) {
            return new LinkedHashMap<>();
        }
        Map<String, ReadMark> marks = parse();
        if (marks == null) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            notice.accept("the file of what you have read was damaged; it is now " + aside);
            return new LinkedHashMap<>();
        }
        return marks;
    }

    private @Nullable Map<String, ReadMark> parse() throws IOException {
        String text;
        try {
            text = Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
        } catch (CharacterCodingException e) {
            return null;
        }
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(HEAD) || !lines[lines.length - 1].isEmpty()) {
            return null;
        }
        Map<String, ReadMark> marks = new LinkedHashMap<>();
        for (int i = 1; i < lines.length - 1; i++) {
            String[] parts = lines[i].split(" ", 3);
            if (parts.length < 3 || !parts[0].matches("[0-9]{1,18}")) {
                return null;
            }
            marks.put(Names.key(parts[2]), new ReadMark(parts[2], parts[1], Long.parseLong(parts[0])));
        }
        return marks;
    }

    /**
     * Puts marks in, beside what other clients have put there.
     *
     * @return false if another client holds the file too long; then nothing was written
     */
    boolean add(Collection<ReadMark> read) throws IOException {
        makeFolderOf(file);
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = OwnersAlone.open(lockFile);
                FileLock lock = lock(channel)) {
            if (lock == null) {
                return false;
            }
            Map<String, ReadMark> marks = read();
            read.forEach(mark -> put(marks, mark));
            write(marks);
            return true;
        }
    }

    /** For its owner alone, where it was missing. */
    static void makeFolderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Others hold it for milliseconds; one that was stopped meanwhile must not stop this one. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null || System.nanoTime() > until) {
                    return lock;
                }
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (OverlappingFileLockException heldInThisProcess) {
                if (System.nanoTime() > until) {
                    return null;
                }
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private static void put(Map<String, ReadMark> marks, ReadMark mark) {
        boolean sayable = mark.room().length() <= MOST_NAME
                && mark.epoch().matches("[!-~]{1," + MOST_NAME + "}")
                && mark.room().chars().noneMatch(Character::isISOControl);
        if (sayable) {
            ReadMark other = marks.remove(Names.key(mark.room()));
            boolean further = other != null && other.epoch().equals(mark.epoch()) && other.seq() > mark.seq();
            marks.put(Names.key(mark.room()), further ? other : mark);
        }
    }

    private void write(Map<String, ReadMark> marks) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        marks.values().stream()
                .skip(Math.max(0, marks.size() - MOST_ROOMS))
                .forEach(m -> text.append(m.seq() + " " + m.epoch() + " " + m.room() + "\n"));
        try (WholeFile whole = WholeFile.begin(file)) {
            whole.out().write(text.toString().getBytes(StandardCharsets.UTF_8));
            whole.finish(true);
        }
    }
}
