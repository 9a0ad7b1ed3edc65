package thiscord.cli;

import java.io.File;
import java.io.FilePermission;
import java.io.IOException;
import java.net.SocketPermission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AccessController;
import java.security.Permissions;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server needs of its machine by its settings: folders, ports, peers. Collected before it starts, then
 * {@link #enforce}d, where Java can do that and the process was started so. Used by one thread.
 */
public final class Privileges {
    /** In the data folder: libraries that were unpacked to be loaded, which nobody needs to keep. */
    static final String NATIVE = ".native";

    private final Permissions all = new Permissions();
    private @Nullable Path data;

    private Privileges() {}

    /** None yet. */
    public static Privileges none() {
        return new Privileges();
    }

    /** The data folder, to read and write in it; null for none. */
    public Privileges data(@Nullable Path folder) {
        data = folder == null ? null : folder.toAbsolutePath();
        return data == null ? this : writes(data);
    }

    /** Any folder to read and write in, which is made if it is missing. */
    public Privileges writes(Path folder) {
        Path whole = folder.toAbsolutePath();
        all.add(new FilePermission(whole.toString(), "read,write"));
        all.add(new FilePermission(whole + "/-", "read,write,delete"));
        for (Path above = whole.getParent(); above != null; above = above.getParent()) {
            all.add(new FilePermission(above.toString(), Files.exists(above) ? "read" : "read,write"));
        }
        return this;
    }

    /** A file to read. */
    public Privileges reads(Path file) {
        all.add(new FilePermission(file.toAbsolutePath().toString(), "read"));
        return this;
    }

    /** A program to start, by its whole path; what that does is not held back. */
    public Privileges executes(Path program) {
        all.add(new FilePermission(program.toString(), "read,execute"));
        return this;
    }

    /** True if this process may start that program: if nothing is enforced yet, or it was named before. */
    public static boolean mayExecute(Path program) {
        return LeastPrivilege.allows(new FilePermission(program.toString(), "read,execute"));
    }

    /** The same for connecting to an address. */
    public static boolean mayConnect(Address to) {
        return LeastPrivilege.allows(new SocketPermission(to.toString(), "connect,resolve"));
    }

    /** Where it listens, for whoever can reach that address; port 0 is any free one. */
    public Privileges listens(Address at) {
        all.add(new SocketPermission("localhost:" + at.port(), "listen,resolve"));
        if (at.port() == 0) {
            all.add(new SocketPermission("localhost:1024-", "listen,resolve"));
        }
        // What is refused only when it is accepted slows down whoever accepts: peers of one machine have many
        // addresses.
        all.add(new SocketPermission("*:1-", "accept"));
        return this;
    }

    /** What it connects to; port 0 is any port of that host that needs no privilege. Null for nothing. */
    public Privileges connects(@Nullable Address to) {
        if (to != null) {
            String port = to.port() == 0 ? "1024-" : Integer.toString(to.port());
            all.add(new SocketPermission(to.host() + ":" + port, "connect,resolve"));
        }
        return this;
    }

    /**
     * From now on this process can do what was named here and what {@code security.policy} grants, and nothing else; does
     * nothing where there is no Security Manager.
     *
     * @throws Failure bad configuration, if the folder for native libraries cannot be made
     */
    public void enforce() {
        if (data != null) {
            SqliteFile.unpackLibraryIn(data.resolve(NATIVE));
        }
        if (!LeastPrivilege.isPossible()) {
            return;
        }
        ThisProcess.pid();
        try {
            // Read by sqlite-jdbc and by Netty, which unpack their libraries before they load them.
            Path libraries = libraries();
            System.setProperty("org.sqlite.tmpdir", libraries.toString());
            System.setProperty("io.netty.native.workdir", libraries.toString());
            // To tell the flight recorder of its buffers, Netty would need class loaders.
            System.setProperty("io.netty.jfr.enabled", "false");
            // Where sqlite-jdbc looks which system this is, and for a library of that.
            for (String file : List.of(
                    "/system/lib/libGLESv1_CM.so",
                    "/system/lib64/libGLESv1_CM.so",
                    "/etc/os-release",
                    "/usr/lib/os-release")) {
                all.add(new FilePermission(file, "read"));
            }
            for (String folder : System.getProperty("java.library.path").split(File.pathSeparator)) {
                all.add(new FilePermission(folder + "/libsqlitejdbc.so", "read"));
            }
            // How many connections may wait to be taken.
            reads(Path.of("/proc/sys/net/core/somaxconn"));
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                all.add(new FilePermission(Path.of(jar).toAbsolutePath().toString(), "read"));
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.BAD_CONFIGURATION,
                    "cannot make a folder for native libraries: " + Failure.why(e) + "; choose another folder with "
                            + DataFolder.OPTION,
                    e);
        }
        LeastPrivilege.enforce(all);
        all.setReadOnly();
    }

    /** Runs it with what the process may do, also on a thread that a library has left with less, as RMI does while it reads. */
    @SuppressWarnings("removal")
    public static <T> T whole(Supplier<T> body) {
        return AccessController.doPrivileged((PrivilegedAction<T>) body::get);
    }

    private Path libraries() throws IOException {
        FileAttribute<?> owners = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (data != null) {
            return Files.createDirectories(data.resolve(NATIVE), owners);
        }
        Path temporary = Files.createTempDirectory("thiscord-", owners);
        all.add(new FilePermission(temporary.toString(), "read,write"));
        all.add(new FilePermission(temporary + "/-", "read,write,delete"));
        return temporary;
    }
}
