package thiscord.kit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository under test is. */
public final class Checkout {
    private Checkout() {}

    /** The top folder: the nearest one above the working directory that has the script. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null
                && !(Files.isRegularFile(folder.resolve("thiscord"))
                        && Files.isDirectory(folder.resolve("launcher")))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "not inside a checkout: " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    /**
     * The runnable jar.
     *
     * @throws IllegalStateException if it is not built
     */
    public static Path jar() {
        Path jar = root().resolve("launcher/target/thiscord.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not built; mvn -pl launcher -am package does");
        }
        return jar;
    }
}
