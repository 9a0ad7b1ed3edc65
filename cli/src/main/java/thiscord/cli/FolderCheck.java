package thiscord.cli;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks at a data folder that is there before it is used: it belongs to the user who runs this, nobody else can read or
 * write in it, and no link leads out of it. What can be mended safely is, and said in one line. Does nothing where files have
 * no modes. Used by one thread.
 */
final class FolderCheck {
    private static final Logger LOG = System.getLogger("thiscord.cli");
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int OTHERS = 0077;
    private static final int STICKY = 01000;
    private static final int ROOT = 0;
    private static final String LOCK = ".lock";
    private static final Set<String> OURS = Set.of(
            "rooms.db", "messages.db", "hubs.secret", "server.pem", "broker-tokens", "processors.conf", "people.copy");
    private static final String PROBE = ".owner-";
    /** Events, mailboxes and exports lie in folders of the data folder, nothing lies deeper. */
    private static final int DEPTH = 3;

    private final Path folder;
    private final int self;
    private int tightened;

    private FolderCheck(Path folder, int self) {
        this.folder = folder;
        this.self = self;
    }

    /**
     * Checks a folder that exists.
     *
     * @throws Failure bad configuration, if it is another user's, shared with others, or has links or files of others in it
     */
    static void of(Path folder) throws IOException {
        if (OwnersAlone.hasModes()) {
            new FolderCheck(folder, ownNumber(folder)).run();
        }
    }

    /** The number of the user who runs this, as the system puts it on what is made. */
    private static int ownNumber(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, PROBE, "", OwnersAlone.file());
        try {
            return (int) unix(probe).get("uid");
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static Map<String, Object> unix(Path of, LinkOption... links) throws IOException {
        return Files.readAttributes(of, "unix:uid,mode", links);
    }

    private void run() throws IOException {
        Map<String, Object> now = unix(folder);
        int owner = (int) now.get("uid");
        if (owner != self) {
            throw refused("it belongs to user " + owner + ", and this runs as " + self + ": chown it");
        }
        int mode = (int) now.get("mode");
        if ((mode & OTHERS) != 0) {
            tighten(mode);
        }
        Deque<Path> folders = new ArrayDeque<>();
        folders.add(folder);
        while (!folders.isEmpty()) {
            Path next = folders.poll();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(next)) {
                for (Path one : all) {
                    if (check(one) && folder.relativize(one).getNameCount() < DEPTH) {
                        folders.add(one);
                    }
                }
            }
        }
        if (tightened > 0) {
            // In a folder that was its owner's alone nobody reached them.
            LOG.log(
                    (mode & OTHERS) == 0 ? Level.DEBUG : Level.WARNING,
                    () -> "others could read " + tightened + (tightened == 1 ? " file" : " files") + " in " + folder
                            + "; now only their owner can");
        }
    }

    /** Of a folder that others use too, such as /tmp or a home, the mode is not ours to change. */
    private void tighten(int mode) throws IOException {
        String words = String.format(Locale.ROOT, "mode %04o", mode & 07777);
        if ((mode & STICKY) != 0 || !isOurs()) {
            throw refused("others can use it (" + words + ") and it holds other things; make it chmod 700");
        }
        Files.setPosixFilePermissions(folder, OWNERS);
        LOG.log(Level.WARNING, () -> "others could use the data folder " + folder + " (" + words + "); it is 0700 now");
    }

    /** Empty, or with something in it that only servers of ours have. */
    private boolean isOurs() throws IOException {
        boolean empty = true;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path one : all) {
                String name = one.getFileName().toString();
                if (name.endsWith(LOCK) || OURS.contains(name)) {
                    return true;
                }
                // A native library is unpacked there before anything else.
                empty &= name.startsWith(PROBE) || name.equals(Privileges.NATIVE);
            }
        }
        return empty;
    }

    /** True for a folder, which is to be looked through. */
    private boolean check(Path one) throws IOException {
        try {
            if (Files.isSymbolicLink(one)) {
                throw refused(one.getFileName() + " in it is a link; put the file itself there");
            }
            Map<String, Object> now = unix(one, LinkOption.NOFOLLOW_LINKS);
            int owner = (int) now.get("uid");
            if (owner != self && owner != ROOT) {
                throw refused(one.getFileName() + " in it belongs to user " + owner + "; move it away, or chown it");
            }
            boolean inner = Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS);
            boolean library = one.startsWith(folder.resolve(Privileges.NATIVE));
            boolean mine = !library && owner == self && (inner || Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS));
            if (mine && ((int) now.get("mode") & OTHERS) != 0) {
                Set<PosixFilePermission> kept = EnumSet.copyOf(OWNERS);
                kept.retainAll(Files.getPosixFilePermissions(one, LinkOption.NOFOLLOW_LINKS));
                Files.setPosixFilePermissions(one, kept);
                tightened++;
            }
            return inner;
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        }
    }

    private Failure refused(String why) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION,
                "the data folder " + folder + " is not safe to use: " + why + ", or choose another with "
                        + DataFolder.OPTION);
    }
}
